// The toggles of the display by their keys: what each changes, where its round ends, and what the screen makes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { READS } from '../../src/core/field.ts';
import { DEFAULT_DISPLAY, type Display } from '../../src/store/display.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf } from '../../src/store/views.ts';
import { wantOf } from '../../src/store/want.ts';
import { makeRows, press, stateOf, typed } from '../support/state-fixture.ts';

const START = stateOf(makeRows(50));
const after = (...names: string[]): State => press(START, ...names).state;
const displayAfter = (...names: string[]): Display => after(...names).display;
const reads = (state: State): number => wantOf(state, makeView(state).table, null).reads & READS.cpus;

test('each switch is one key, and the same key takes it back', () => {
  const switches = { l: 'summary', 1: 'perCpu', I: 'solaris', x: 'highlightSort', y: 'highlightRunning', b: 'bold', z: 'mono', 0: 'zeroSuppress', J: 'numbersLeft', j: 'textsRight', C: 'coordinates' } as const;
  for (const [name, id] of Object.entries(switches)) {
    assert.deepEqual(displayAfter(name), { ...DEFAULT_DISPLAY, [id]: !DEFAULT_DISPLAY[id] }, name);
    assert.deepEqual(displayAfter(name, name), DEFAULT_DISPLAY, name);
  }
});

test('t and m go from bars to numbers to nothing; the rows get the lines', () => {
  assert.deepEqual(['t', 'tt', 'ttt'].map((keys) => displayAfter(...keys).cpuMeters), ['text', 'off', 'bars']);
  assert.deepEqual(['m', 'mm', 'mmm'].map((keys) => displayAfter(...keys).memoryMeters), ['text', 'off', 'bars']);
  const rowsOf = (...names: string[]): number => makeView(after(...names)).layout.tableRows;
  assert.equal(rowsOf('t', 't'), rowsOf() + 2);
  assert.equal(rowsOf('l', 't', 't', 'm', 'm'), rowsOf() + 4);
});

test('the selected row stays in sight when the header takes other lines', () => {
  const hidden = press(START, 'l', 't', 't', 'm', 'm', 'end').state;
  const shown = press(hidden, 'l', 't', 'm').state;
  assert.notEqual(makeView(shown).table.selectedAt, -1);
});

test('processors are read only while they are shown, and asked for at once', () => {
  assert.equal(reads(START), 0);
  const { state, effects } = press(START, '1');
  assert.deepEqual(effects, [{ type: 'refresh' }]);
  assert.equal(reads(state), READS.cpus);
  const off = press(state, 't', 't').state;
  assert.equal(reads(off), 0, 'their lines are off');
  assert.deepEqual(press(off, '1').state.display, { ...DEFAULT_DISPLAY, perCpu: true }, '1 shows them again');
  assert.deepEqual(press(START, 'p', '1').effects.filter(({ type }) => type === 'refresh'), [], 'not while paused');
});

test('E goes through k to e and back to what fits, e through k to p', () => {
  const units: unknown[] = [];
  for (let now = START, i = 0; i < 7; i++) {
    now = press(now, 'E').state;
    units.push(now.display.headerUnit);
  }
  assert.deepEqual(units, ['k', 'm', 'g', 't', 'p', 'e', null]);
  assert.deepEqual(['e', 'ee', 'eee', 'eeee', 'eeeee'].map((keys) => displayAfter(...keys).taskUnit), ['m', 'g', 't', 'p', 'k']);
  assert.match(after('e').notice?.text ?? '', /task memory in MiB/);
});

test('X asks for a width; what is none is refused', () => {
  assert.equal(displayAfter('X', ...typed('12'), 'enter').extraWidth, 12);
  const before = makeView(stateOf(makeRows(5), { screen: { columns: 200, rows: 24 } })).table.columns;
  const wide = press(stateOf(makeRows(5), { screen: { columns: 200, rows: 24 } }), 'X', '5', 'enter').state;
  const widthOf = (columns: typeof before, id: string): number | undefined => columns.find((column) => column.id === id)?.width;
  assert.equal(widthOf(makeView(wide).table.columns, 'user'), (widthOf(before, 'user') ?? 0) + 5);
  assert.equal(widthOf(makeView(wide).table.columns, 'res'), widthOf(before, 'res'));
  for (const answer of ['-2', 'wide', '101']) {
    const { overlay } = after('X', ...typed(answer), 'enter');
    assert.ok(overlay?.kind === 'prompt' && overlay.error?.includes('0 to 100'), answer);
  }
  assert.equal(after('X', 'enter').overlay, null);
});

test('C says where the screen stands, counted from 1', () => {
  assert.equal(makeView(START).coordinates, null);
  const { columns } = tableOf(START);
  assert.equal(makeView(after('C')).coordinates, `scroll coordinates: y = 1/50 (rows), x = 1/${columns.length} (fields)`);
  assert.match(makeView(after('C', 'end', 'right')).coordinates ?? '', /y = 35\/50 \(rows\), x = 2\//);
});
