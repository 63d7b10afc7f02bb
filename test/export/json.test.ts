import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ENTITIES } from '../../src/core/entity.ts';
import { createJsonWriter, createNdjsonWriter } from '../../src/export/json.ts';
import { exportable } from '../../src/export/selection.ts';
import { ANY_FIELDS, anyRows, choose, expected, makeExported, textOf, WALL_MILLIS } from './support/exported.ts';

const SELECTION = choose('host.memTotal', 'host.netName', ...ANY_FIELDS);

test('a JSON export is an array with a document a frame', () => {
  const exported = makeExported([{ pid: 1, res: 4096, user: 'root' }], { memTotal: 1024 });
  const documents = JSON.parse(textOf(createJsonWriter(choose('host.memTotal', 'pid', 'res', 'cpu', 'user')), exported, exported));
  assert.deepEqual(documents, [documents[0], documents[0]]);
  assert.deepEqual(documents[0], {
    timestamp: new Date(WALL_MILLIS).toISOString(),
    sequence: 7,
    uptimeSeconds: 1000.5,
    intervalSeconds: 0.2,
    host: { memTotal: 1024 },
    process: [{ pid: 1, res: 4096, cpu: null, user: 'root' }],
    grades: {},
    issues: [],
  });
});

test('a JSON export names the fields whose figures are not exact in that frame', () => {
  const { frame, ...rest } = makeExported([{ pid: 1 }]);
  const serving = { source: 'netlink', serves: [], state: 'ok' } as const;
  const exported = { ...rest, frame: { ...frame, sources: [serving] } };
  const [document] = JSON.parse(textOf(createJsonWriter(choose('pid', 'netIn', 'retransmitted', 'rtt')), exported));
  assert.deepEqual(document.grades, { 'process.netIn': 'counter', 'process.retransmitted': 'counter' });
});

test('a JSON export that ends before its first frame is an empty array', () => {
  assert.deepEqual(JSON.parse(textOf(createJsonWriter(SELECTION))), []);
});

test('whatever processes call themselves, JSON gives it back and holds nothing that a terminal would obey', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const text = textOf(createJsonWriter(SELECTION), makeExported(rows));
      assert.doesNotMatch(text, /(?!\n)\p{C}/u);
      const [document] = JSON.parse(text);
      assert.deepEqual(
        document.process,
        rows.map((row) => Object.fromEntries(ANY_FIELDS.map((id) => [id, expected(row, id)]))),
      );
    }),
  );
});

test('NDJSON is one object a line, each with its entity and time', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const text = textOf(createNdjsonWriter(SELECTION), makeExported(rows));
      const lines = text.split('\n');
      assert.equal(lines.pop(), '');
      const objects = lines.map((line) => JSON.parse(line));
      assert.equal(objects.length, rows.length + 1);
      assert.deepEqual(
        objects.map(({ entity, timestamp, pid }) => [entity, timestamp, pid]),
        [['host', new Date(WALL_MILLIS).toISOString(), undefined], ...rows.map((row) => ['process', objects[0].timestamp, row.pid])],
      );
    }),
  );
});

test('many rows come in pieces that together are the whole', () => {
  const rows = Array.from({ length: 2_000 }, (_, pid) => ({ pid }));
  const writer = createJsonWriter(choose('pid'));
  const pieces = [...writer.frame(makeExported(rows))];
  assert.ok(pieces.length > 3);
  assert.deepEqual(JSON.parse(`${writer.begin()}${pieces.join('')}${writer.end()}`)[0].process, rows);
});

test('no field has the name of what an object says beside its fields', () => {
  const [document] = JSON.parse(textOf(createJsonWriter(SELECTION), makeExported([])));
  const taken = [...Object.keys(document), 'entity'];
  for (const { id } of ENTITIES.flatMap(exportable)) assert.ok(!taken.includes(id), id);
});
