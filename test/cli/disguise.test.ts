// What comes from the collector, disguised: nothing of it tells whose machine it is, and it still fits together.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Disguise } from '../../src/cli/disguise.ts';
import { ENTITIES, SIDE_ENTITIES, type Entity, type SideEntity } from '../../src/core/entity.ts';
import { textColumns } from '../../src/core/fields.ts';
import { IDENTITIES } from '../../src/core/fields/identity.ts';
import { GROUPINGS } from '../../src/core/grouping.ts';
import { tableIn, type Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf, Table, type AnyTable } from '../../src/core/table.ts';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { wantFields } from '../../src/core/want.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { createCsvWriter } from '../../src/export/csv.ts';
import { createNdjsonWriter } from '../../src/export/json.ts';
import { exportable } from '../../src/export/selection.ts';
import { makeFrame } from '../support/state-fixture.ts';

/** Letters no replacement is made of, so that what is found is what was there. */
const letters = fc.string({ unit: fc.constantFrom(...Array.from('bcfgjklmqvxyz')), minLength: 5, maxLength: 9 });
const secrets = fc.record({
  user: letters,
  path: fc.array(letters, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`),
  address: fc.tuple(letters, fc.integer({ min: 1, max: 254 })).map(([, last]) => `198.51.100.${last}`),
  unit: letters.map((name) => `${name}.service`),
  argument: letters,
});
type Secrets = typeof secrets extends fc.Arbitrary<infer T> ? T : never;

/** A text of each kind that gives everything away. */
function textFor(entity: Entity, id: string, by: (typeof GROUPINGS)[number], s: Secrets): string {
  const group = { unit: s.unit, user: s.user, command: `${s.user}-tool` }[by];
  const texts = {
    user: s.user, users: `${s.user},${s.user}`, address: `${s.address}:443`, path: s.path, unit: s.unit, program: `${s.user}-tool`,
    line: `${s.path}/x ${s.argument}`, words: `HOME=${s.path} KEY=${s.argument}`, prose: `tmpfs ${s.path}`, group, finding: 'made anew',
  };
  const identity = IDENTITIES[entity][id];
  return identity === null || identity === undefined ? 'plain' : texts[identity];
}

function frameOf(s: Secrets, by: (typeof GROUPINGS)[number]): Frame {
  const strings: [number, string][] = [];
  const idOf = (text: string): number => {
    const known = strings.find(([, other]) => other === text)?.[0];
    if (known === undefined) strings.push([strings.length + 1, text]);
    return known ?? strings.length;
  };
  const fill = (entity: Entity, table: AnyTable): void => {
    for (const id of textColumns(entity)) columnOf(table, id).fill(idOf(textFor(entity, id, by, s)), 0, table.rows);
  };
  const side = Object.fromEntries(SIDE_ENTITIES.map((entity): [SideEntity, AnyTable] => {
    const table: AnyTable = new Table(exportable(entity).map(({ id }) => id), 2);
    table.rows = 1;
    return [entity, table];
  }));
  const finding = wordFinding({
    id: `cgroup-limit:${s.path}`, kind: 'deleted-file', severity: 'warning', sinceSeconds: 1, numbers: { pid: 7, fd: 3, size: 9 },
    subject: { entity: 'file', key: {}, label: s.path }, texts: { path: s.path, mount: s.path, group: s.unit },
  });
  const killed = wordFinding({
    id: `oom-kill:7:${s.path}:1`, kind: 'oom-kill', severity: 'warning', sinceSeconds: 1, numbers: { pid: 7, held: 9 },
    subject: { entity: 'group', key: {}, label: s.unit }, texts: { name: `${s.user}-tool`, group: s.unit },
  });
  const leak: LeakFinding = {
    key: { pid: 7, start: 1 }, verdict: 'leaking', channel: 'memory', sinceSeconds: 1, ratePerHour: 1, confidence: 1, etaSeconds: 1, pool: null, retracted: null,
    forecast: { ends: '', endsShort: '', kills: `the kernel would kill ${s.user}-tool (8)`, killsShort: `would kill ${s.user}-tool (8)` },
    heldBytes: 1, sentence: `RAM ends; the kernel would kill ${s.user}-tool (8), not the one that grows`,
  };
  const frame = makeFrame([{ pid: 7, uid: 1000 }], {
    side,
    leaks: { watchedSeconds: 1, watched: 1, findings: [leak], asks: [], heaps: [], maps: [], loads: [] },
    findings: [finding, killed],
    issues: [{ id: 'x', text: `${s.path} cannot be read`, hint: `ask ${s.user}`, count: 1 }],
    sources: [{ source: 'x', serves: [], state: 'absent', reason: `no ${s.path}`, hint: '' }],
  });
  (side['finding'] as AnyTable).rows = 2;
  for (const entity of ENTITIES) {
    const table = tableIn(frame, entity);
    if (table !== null) fill(entity, table);
  }
  return Object.assign(frame, { strings });
}

/** All that a frame can show or write. */
function everythingOf(frame: Frame): string {
  const texts = new InternedTexts();
  texts.apply(frame.strings);
  const text = (entity: Entity, id: string, row: number): string | null => {
    const at = columnOf(tableIn(frame, entity) as AnyTable, id)[row] as number;
    return Number.isNaN(at) ? null : texts.textOf(at);
  };
  const written = ENTITIES.filter((entity) => entity !== 'host' && tableIn(frame, entity) !== null).flatMap((entity) => {
    const rows = { [entity]: Int32Array.from({ length: tableIn(frame, entity)?.rows ?? 0 }, (_, row) => row) };
    const exported = { frame, rows, text };
    return [createCsvWriter, createNdjsonWriter].flatMap((create) => [...create(exportable(entity)).frame(exported)]);
  });
  return [...written, JSON.stringify([frame.findings, frame.leaks, frame.issues, frame.sources, frame.strings])].join('\n');
}

describe('a disguised frame', () => {
  it('holds no address, user, path, unit or argument, in any table, format, finding or issue', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...GROUPINGS), (s, by) => {
        const original = everythingOf(frameOf(s, by));
        const told = everythingOf(new Disguise().frame(frameOf(s, by)));
        for (const [what, secret] of Object.entries(s)) {
          assert.ok(original.includes(secret), `the test has no ${what}`);
          assert.ok(!told.includes(secret), `${what} ${secret} is told`);
        }
      }),
    );
  });

  it('tells the same of the same in every frame, and sends each text once', () => {
    fc.assert(
      fc.property(secrets, (s) => {
        const disguise = new Disguise();
        const texts = new InternedTexts();
        const [first, second] = [disguise.frame(frameOf(s, 'user')), disguise.frame(frameOf(s, 'user'))];
        texts.apply(first.strings);
        assert.deepEqual(second.strings, []);
        const shown = (frame: Frame, entity: Entity, id: string): string =>
          texts.textOf(columnOf(tableIn(frame, entity) as AnyTable, id)[0] as number);
        assert.equal(shown(first, 'connection', 'user'), shown(second, 'process', 'user'));
        assert.equal(shown(first, 'group', 'name'), shown(second, 'process', 'user'));
        assert.equal(shown(first, 'process', 'exe'), shown(second, 'file', 'path'));
      }),
    );
  });

  it('asks the collector for groups by the names that it knows', () => {
    const disguise = new Disguise();
    const secret = { user: 'vxyz', path: '/b', address: '198.51.100.7', unit: 'c.service', argument: 'f' };
    const frame = disguise.frame(frameOf(secret, 'unit'));
    const texts = new InternedTexts();
    texts.apply(frame.strings);
    const name = texts.textOf(columnOf(frame.side.group as AnyTable, 'name')[0] as number);
    assert.equal(name, 'unit-1.service');
    const want = { ...wantFields([]), focus: [], trend: null, growthWindowSeconds: 1, side: { group: { by: 'unit', focus: [name, 'other'] } } } as const;
    assert.deepEqual(disguise.want(want).side?.group?.focus, ['c.service', 'other']);
  });

  it('and messages beside it hold none either', () => {
    const disguise = new Disguise();
    disguise.frame(frameOf({ user: 'vxyz', path: '/b', address: '198.51.100.7', unit: 'c.service', argument: 'f' }, 'user'));
    const key = { pid: 7, start: 1 };
    const told = JSON.stringify([
      disguise.message({ type: 'commandLines', lines: [{ key, text: '/opt/vjk/run vjk' }, { key, text: null }] }),
      disguise.message({
        type: 'details',
        details: {
          key, commandLine: '/opt/vjk/run vjk', executable: '/opt/vjk/run', workingDirectory: '/opt/vjk', cgroups: ['0::/vjk.slice'],
          limits: [], memory: {}, openFiles: 3, missing: ['/opt/vjk: no right to read it'],
        },
      }),
      disguise.message({ type: 'actionPlanned', action: { kind: 'renice', key, change: { by: 1 } }, title: 'of vxyz', plan: ['in /opt/vjk'] }),
      disguise.message({ type: 'actionDone', action: { kind: 'renice', key, change: { by: 1 } }, ok: true, lines: ['of vxyz in /opt/vjk'] }),
      disguise.message({ type: 'problem', text: '/opt/vjk cannot be written' }),
      disguise.message({ type: 'health', health: { staleSeconds: 1, staleReason: '/opt/vjk is gone', stuck: [] } }),
    ]);
    assert.ok(!/vjk|vxyz/.test(told), told);
    assert.ok(told.includes('"text":"run word-') && told.includes('"executable":"/path-'), told);
  });
});
