import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldOf } from '../../src/core/fields.ts';
import { createCsvWriter } from '../../src/export/csv.ts';
import { checkSelection } from '../../src/export/formats.ts';
import { safeText } from '../../src/export/safe-text.ts';
import { ANY_FIELDS, anyRows, choose, expected, makeExported, textOf } from './support/exported.ts';

test('rows of two kinds are refused, those of one beside the host are not', () => {
  const group = { entity: 'group', id: 'res', field: fieldOf('group', 'res') } as const;
  assert.throws(() => checkSelection('csv', [...choose('pid'), group]), /one kind, not of process and group/);
  assert.doesNotThrow(() => checkSelection('csv', choose('pid', 'host.load1')));
  assert.doesNotThrow(() => checkSelection('json', [...choose('pid'), group]));
});

test('the header holds ids, and those of the host with their entity', () => {
  const exported = makeExported([{ pid: 1, command: 'a,b' }, { pid: 2 }], { memTotal: 5 });
  assert.equal(
    textOf(createCsvWriter(choose('pid', 'command', 'host.memTotal')), exported),
    'timestamp,pid,command,host.memTotal\r\n2026-03-14T03:07:09.250Z,1,"a,b",5\r\n2026-03-14T03:07:09.250Z,2,,5\r\n',
  );
});

test('fields of the host alone are one record a frame', () => {
  const exported = makeExported([{ pid: 1 }, { pid: 2 }], { load1: 0.5 });
  assert.equal(
    textOf(createCsvWriter(choose('host.load1', 'host.load5')), exported, exported),
    'timestamp,load1,load5\r\n2026-03-14T03:07:09.250Z,0.5,\r\n2026-03-14T03:07:09.250Z,0.5,\r\n',
  );
});

test('no text begins a formula, and a negative number is still one', () => {
  for (const command of ['=cmd', '+1', '-1', '@x', ' =1', '＝1']) {
    const record = parseCsv(textOf(createCsvWriter(choose('ni', 'command')), makeExported([{ ni: -5, command }])))[1];
    assert.equal(record?.[1], '-5');
    assert.match(record?.[2] ?? '', /^'/);
  }
});

test('an empty text is quoted, an unknown one is nothing', () => {
  assert.match(textOf(createCsvWriter(choose('command', 'user')), makeExported([{ command: '' }])), /Z,"",\r\n$/);
});

test('any rows read back as what they were, made safe', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const text = textOf(createCsvWriter(choose(...ANY_FIELDS)), makeExported(rows));
      assert.doesNotMatch(text.replaceAll('\r\n', ''), /\p{C}/u);
      const [head, ...records] = parseCsv(text);
      assert.deepEqual(head, ['timestamp', ...ANY_FIELDS]);
      assert.deepEqual(
        records.map((record) => record.slice(1)),
        rows.map((row) => ANY_FIELDS.map((id) => asCsv(expected(row, id)))),
      );
    }),
  );
});

function asCsv(value: number | string | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = safeText(value);
  return /^\s*[=+\-@＝＋－＠]/.test(safe) ? `'${safe}` : safe;
}

/** RFC 4180, by its grammar and not by our writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length; ) {
    const match = /"((?:[^"]|"")*)"|[^,"\r\n]*/y;
    match.lastIndex = at;
    const field = match.exec(text);
    assert.ok(field !== null);
    record.push(field[1] === undefined ? field[0] : field[1].replaceAll('""', '"'));
    at = match.lastIndex;
    if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else {
      assert.equal(text[at], ',', `at ${at}`);
      at++;
    }
  }
  assert.deepEqual(record, []);
  return records;
}
