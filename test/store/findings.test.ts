// The list of findings and the line of the header: which is told, and where each leads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WordedFinding } from '../../src/core/finding.ts';
import { layoutOf } from '../../src/store/layout.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { update } from '../../src/store/update.ts';
import { tableOf, withTable } from '../../src/store/views.ts';
import { feed, makeFrame, makeRows, makeState, press } from '../support/state-fixture.ts';

function finding(id: string, change: Partial<WordedFinding> = {}): WordedFinding {
  const subject = { entity: 'host', key: {}, label: '' } as const;
  return {
    id, kind: 'memory-low', severity: 'warning', subject, sinceSeconds: 500, numbers: {}, texts: {}, sentence: `what ${id} is`, advice: 'do it', ...change,
  };
}

function stateWith(findings: readonly WordedFinding[], screen = { columns: 80, rows: 24 }): State {
  return feed(makeState({ screen }), makeFrame(makeRows(30), { findings, uptimeSeconds: 560, wallMillis: 1_000_000 })).state;
}

test('the header tells the first finding, when it is more than a note', () => {
  assert.equal(makeView(stateWith([])).headline, null);
  assert.equal(makeView(stateWith([finding('small', { severity: 'note' })])).headline, null);
  const { headline } = makeView(stateWith([finding('worst', { severity: 'critical' }), finding('next')]));
  assert.deepEqual(headline, { severity: 'critical', parts: [{ text: 'what worst is', rank: 0 }], ageSeconds: 60, sinceMillis: 940_000, count: 2 });
});

test('it has a line more, on small screens that of the processors, and none on the smallest', () => {
  const rowsOf = (rows: number, findings: readonly WordedFinding[]) => layoutOf(stateWith(findings, { columns: 80, rows }));
  const some = [finding('one')];
  assert.equal(rowsOf(24, some).headerRows, rowsOf(24, []).headerRows + 1);
  assert.equal(rowsOf(24, some).tableRows, rowsOf(24, []).tableRows - 1);
  assert.equal(rowsOf(12, some).headerRows, rowsOf(12, []).headerRows);
  assert.deepEqual(rowsOf(12, some).header.at(-1), ['finding']);
  assert.equal(rowsOf(9, some).header.flat().includes('finding'), false);
});

test('it stays where everything else of the header is switched off', () => {
  const { state } = press(stateWith([finding('one')]), 'l', 't', 't', 't', 'm', 'm', 'm');
  assert.ok(layoutOf(state).header.flat().includes('finding'));
});

test('a lists them, and the chosen one stays chosen while others come', () => {
  const findings = [finding('one'), finding('two'), finding('three', { severity: 'note' })];
  const { state } = press(stateWith(findings), 'a', 'down');
  assert.equal(makeView(state).findings?.chosen, 1);
  const more = feed(state, makeFrame(makeRows(3), { findings: [finding('zero', { severity: 'critical' }), ...findings] })).state;
  const { items, chosen } = makeView(more).findings ?? { items: [], chosen: -1 };
  assert.equal(items[chosen]?.id, 'two');
  assert.equal(makeView(press(more, 'end').state).findings?.chosen, 3);
  assert.equal(press(more, 'escape').state.overlay, null);
});

test('one that was taken back leaves the first one chosen', () => {
  const { state } = press(stateWith([finding('one'), finding('two')]), 'a', 'down');
  const fewer = feed(state, makeFrame(makeRows(3), { findings: [finding('one')] })).state;
  assert.equal(makeView(fewer).findings?.chosen, 0);
  const none = feed(state, makeFrame(makeRows(3))).state;
  assert.deepEqual(makeView(none).findings, { items: [], chosen: 0, isKnown: false }, 'nobody has looked');
  const leaks = { watchedSeconds: 1, watched: 3, findings: [], asks: [], heaps: [], maps: [], loads: [] };
  assert.equal(makeView(feed(state, makeFrame(makeRows(3), { leaks })).state).findings?.isKnown, true);
  assert.equal(press(none, 'enter').state.overlay, null);
});

test('Enter leads to what it is about', () => {
  const follow = (change: Partial<WordedFinding>): State => press(stateWith([finding('one', change)]), 'a', 'enter').state;
  const key = { pid: 105, start: 5004 };
  assert.deepEqual(follow({ subject: { entity: 'process', key, label: 'java (105)' } }).overlay, { kind: 'detail', key, details: null, history: null, scroll: 0 });
  const group = follow({ subject: { entity: 'group', key: {}, label: 'my app.service' } });
  assert.deepEqual([group.view, tableOf(group).filters.map(({ text }) => text)], ['processes', ['unit = "my app.service"']]);
  assert.deepEqual(tableOf(follow({})).sort, { field: 'anon', descending: true });
  assert.deepEqual(tableOf(follow({ kind: 'zombies' })).filters.map(({ text }) => text), ['state = Z']);
  assert.deepEqual(tableOf(follow({ kind: 'stuck-tasks' })).filters.map(({ text }) => text), ['state = D']);
});

test('a process that has ended leads to the largest ones', () => {
  const subject = { entity: 'process', key: { pid: 9, start: 9 }, label: 'java (9)' } as const;
  assert.deepEqual(tableOf(press(stateWith([finding('one', { subject })]), 'a', 'enter').state).sort.field, 'anon');
});

test('a suspect that has ended leads to what grows, where the next life of its command will be, and is acknowledged without its command', () => {
  const subject = { entity: 'process', key: { pid: 9, start: 9 }, label: 'java (9)' } as const;
  const listed = press(stateWith([finding('one', { subject, kind: 'leak-ended' })]), 'a').state;
  assert.equal(press(listed, 'enter').state.view, 'leaks');
  const { state, effects } = press(listed, 'A');
  assert.deepEqual([effects, makeView(state).findings?.items], [[], []]);
});

const LEAK = finding('leak:105', {
  kind: 'leak', subject: { entity: 'process', key: { pid: 105, start: 5004 }, label: 'java (105)' }, numbers: { ratePerHour: 10 }, texts: { channel: 'memory' },
});

test('A of a process keeps it for its command, and its finding is told no more once that is known', () => {
  const { state, effects } = press(stateWith([LEAK]), 'a', 'A');
  const entry = { name: 'java', kind: 'leak', channel: 'memory', ratePerHour: 10 } as const;
  assert.deepEqual(effects, [{ type: 'acknowledge', key: LEAK.subject.key, entry }]);
  const commands = [{ key: { pid: 105, start: 5004 }, hash: 'h' }];
  const known = update(state, { type: 'acknowledged', list: [{ ...entry, hash: 'h', atMillis: 0 }], commands }).state;
  assert.equal(makeView(known).headline, null);
  const faster = feed(known, makeFrame(makeRows(30), { findings: [{ ...LEAK, numbers: { ratePerHour: 30 } }] })).state;
  assert.equal(makeView(faster).headline?.count, 1);
});

test('A in the table is about the selected process', () => {
  assert.match(press(stateWith([LEAK]), 'down', 'A').state.notice?.text ?? '', /^nothing was found/);
  const selected = withTable(stateWith([LEAK]), { selected: LEAK.subject.key });
  assert.equal(press(selected, 'A').effects[0]?.type, 'acknowledge');
});

test('A of anything else holds until the end', () => {
  const { state, effects } = press(stateWith([finding('one'), finding('two')]), 'a', 'A');
  assert.deepEqual([effects, makeView(state).findings?.items.map(({ id }) => id)], [[], ['two']]);
});

test('the command of what was found is asked for once', () => {
  const first = feed(makeState(), makeFrame(makeRows(30), { findings: [LEAK, finding('one')] }));
  assert.deepEqual(first.effects.filter(({ type }) => type === 'identify'), [{ type: 'identify', keys: [LEAK.subject.key] }]);
  const second = feed(first.state, makeFrame(makeRows(30), { findings: [LEAK] }));
  assert.deepEqual(second.effects.filter(({ type }) => type === 'identify'), []);
});
