// Whatever happens in whatever order: update changes nothing it was given, never throws, and keeps the state whole.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isSortable } from '../../src/core/fields.ts';
import type { Frame } from '../../src/core/frame.ts';
import { maxColumnOffset } from '../../src/store/columns.ts';
import type { Effect } from '../../src/store/effect.ts';
import { MODES } from '../../src/store/key-entry.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { layoutOf } from '../../src/store/layout.ts';
import type { Message } from '../../src/store/message.ts';
import { positionOf, rowOf, totalRows } from '../../src/store/ranking.ts';
import type { State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { shownTable, tableOf, viewOf } from '../../src/store/views.ts';
import { commandLinesWanted, wantOf } from '../../src/store/want.ts';
import { keyMessage, makeFrame, makeState, type Row } from '../support/state-fixture.ts';

const KEY_NAMES = [...new Set(KEYMAP.flatMap((entry) => entry.keys)), 'unknown', 'x', '5', '9'];

const processKey = fc.record({ pid: fc.integer({ min: 1, max: 40 }), start: fc.integer({ min: 1, max: 2 }) });
const action = processKey.map((key) => ({ kind: 'signal', key, signal: 15 }) as const);
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    pid: fc.integer({ min: 1, max: 40 }),
    start: fc.integer({ min: 1, max: 2 }),
    res: fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 3 })),
    cpu: fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 3 })),
  }),
  { selector: (row) => row.pid, maxLength: 40 },
);

const details = processKey.map((key) => ({
  key,
  commandLine: 'x'.repeat(500),
  executable: null,
  workingDirectory: null,
  cgroups: [],
  limits: [],
  memory: {},
  openFiles: null,
  missing: [],
}));

const message: fc.Arbitrary<Message | { readonly type: 'rows'; readonly rows: Row[] }> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...KEY_NAMES).map(keyMessage) },
  { weight: 3, arbitrary: rows.map((list) => ({ type: 'rows', rows: list }) as const) },
  fc.record({
    type: fc.constant('resize' as const),
    columns: fc.integer({ min: 0, max: 300 }),
    rows: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({ type: fc.constant('paste' as const), text: fc.string({ unit: 'binary' }) }),
  action.map((one) => ({ type: 'actionPlanned', action: one, title: 't', plan: ['p'] }) as const),
  fc
    .tuple(action, fc.array(fc.string()))
    .map(([one, lines]) => ({ type: 'actionDone', action: one, ok: true, lines }) as const),
  details.map((one) => ({ type: 'details', details: one }) as const),
  fc.nat(40).map((to) => ({ type: 'scrolled', to }) as const),
  processKey.map((key) => ({ type: 'commandLines', lines: [{ key, text: 'l' }] }) as const),
);

test('any sequence of messages keeps the state whole', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(message, { maxLength: 60 }), (secure, messages) => {
      let state = deepFreeze(makeState({ secure }));
      const out = new Set<Frame>();
      for (const one of messages) {
        const next: Message = one.type === 'rows' ? { type: 'frame', frame: makeFrame(one.rows) } : one;
        if (next.type === 'frame') {
          state.texts.apply(next.frame.strings);
          out.add(next.frame);
        }
        const step = update(state, next);
        for (const effect of step.effects) checkEffect(effect, out, secure);
        state = deepFreeze(step.state);
        checkState(state, out);
      }
    }),
    { numRuns: 300 },
  );
});

/** Every frame is with us once, or went back once. */
function checkEffect(effect: Effect, out: Set<Frame>, secure: boolean): void {
  if (effect.type === 'giveBack') assert.ok(out.delete(effect.frame), 'given back twice');
  if (secure) assert.ok(effect.type !== 'planAction' && effect.type !== 'runAction');
}

function checkState(state: State, out: Set<Frame>): void {
  assert.deepEqual([...out], state.frame === null ? [] : [state.frame]);
  const total = totalRows(state);
  const { tableRows } = layoutOf(state);
  const { columns, columnOffset, offset, sort, selected } = tableOf(state);
  const { entity, pinned } = viewOf(state);
  assert.ok(offset >= 0 && offset <= Math.max(0, total - Math.min(1, tableRows)));
  assert.ok(columnOffset >= 0 && columnOffset <= maxColumnOffset(columns));
  assert.equal(columns[0], pinned);
  assert.equal(new Set(columns).size, columns.length);
  assert.ok(isSortable(entity, sort.field));
  const shown = shownTable(state);
  if (selected !== null && shown !== null) assert.notEqual(rowOf(shown, entity, selected), -1);
  if (state.overlay !== null) assert.ok(MODES.includes(state.overlay.kind));
  const view = makeView(state);
  assert.equal(view.table.rowCount, Math.max(0, Math.min(tableRows, total - offset)));
  assert.equal(new Set(view.table.rows).size, view.table.rowCount);
  // While the first sample with threads is waited for there are no rows; what is selected stays for them. So does what a
  // filter hides, for when it is taken away.
  const isShown = selected !== null && shown !== null && positionOf(state, selected) !== -1;
  if (isShown && tableRows > 0) assert.notEqual(view.table.selectedAt, -1, 'selected but out of sight');
  if (view.palette !== null) assert.ok(view.palette.chosen < Math.max(1, view.palette.items.length));
  const choosing = state.overlay?.kind === 'fields' || state.overlay?.kind === 'fieldSearch';
  assert.equal(view.fields === null, !choosing);
  if (view.fields !== null) assert.ok(view.fields.chosen < Math.max(1, view.fields.items.length));
  assert.equal(view.help === null, state.overlay?.kind !== 'help');
  const want = wantOf(state, view.table, null);
  assert.equal(wantOf(state, view.table, want), want);
  assert.ok(commandLinesWanted(state, view.table).length <= view.table.rowCount);
}

/** Freezes all that can be frozen; typed arrays, maps and the texts cannot. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value;
  const name = value.constructor?.name;
  if (name !== 'Object' && name !== 'Array') return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
