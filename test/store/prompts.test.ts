// The prompts and the way of an action: asked, planned, confirmed, run, told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { planSignal } from '../../src/store/prompts.ts';
import type { Overlay, State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { feed, makeFrame, makeRows, makeState, press, stateOf, typed } from '../support/state-fixture.ts';

const ROWS = [
  { pid: 4711, start: 70, name: 'java', res: 9 },
  { pid: 12, start: 8, name: 'sh', res: 5 },
];
const JAVA = { kind: 'signal', key: { pid: 4711, start: 70 }, name: 'java' } as const;

function promptOf(state: State): Extract<Overlay, { kind: 'prompt' }> {
  assert.equal(state.overlay?.kind, 'prompt');
  return state.overlay;
}

test('k asks for a pid, the selected one or the first on screen by default', () => {
  const start = stateOf(ROWS);
  assert.equal(promptOf(press(start, 'k').state).label, 'PID to signal/kill [default pid = 4711]');
  assert.equal(promptOf(press(start, 'end', 'k').state).label, 'PID to signal/kill [default pid = 12]');
  const empty = press(makeState(), 'f9').state;
  assert.equal(promptOf(empty).label, 'PID to signal/kill');
  assert.equal(press(empty, 'enter').state.overlay, null);
});

test('then for a signal, by number or name, TERM by default', () => {
  const asked = press(stateOf(ROWS), 'k', 'enter').state;
  assert.equal(promptOf(asked).label, 'Send pid 4711 signal [15/SIGTERM]');
  for (const [answer, signal] of [['', 15], ['9', 9], ['kill', 9], ['SIGHUP', 1], ['Int', 2], [' 64 ', 64]] as const) {
    const { state, effects } = press(asked, ...typed(answer), 'enter');
    assert.deepEqual(effects, [{ type: 'planAction', action: { ...JAVA, signal } }], answer);
    assert.equal(state.overlay, null);
  }
});

test('a wrong answer is told what is wrong and stays, until it is edited', () => {
  const start = press(stateOf(ROWS), 'k').state;
  for (const [answer, error] of [
    ['99999', 'no process 99999'],
    ['0', 'no process 0'],
    ['-1', '-1 is not a pid'],
    ['x', 'x is not a pid'],
  ] as const) {
    const refused = press(start, ...typed(answer), 'enter').state;
    assert.equal(promptOf(refused).error, error);
    assert.equal(promptOf(refused).editor.text, answer);
    assert.equal(promptOf(press(refused, 'backspace').state).error, null);
  }
  const signal = press(start, 'enter').state;
  assert.equal(
    promptOf(press(signal, ...typed('TERN'), 'enter').state).error,
    'no signal is named TERN: did you mean SIGTERM?',
  );
  assert.equal(promptOf(press(signal, ...typed('zzz'), 'enter').state).error, 'no signal is named zzz');
  assert.equal(promptOf(press(signal, '0', 'enter').state).error, 'signals are numbered 1 to 64');
  assert.equal(promptOf(press(signal, ...typed('65'), 'enter').state).error, 'signals are numbered 1 to 64');
});

test('the default stays the process it was asked for, though others come first meanwhile', () => {
  const asked = press(stateOf(ROWS), 'k').state;
  const rows = [{ pid: 12, start: 8, res: 99 }, { pid: 4711, start: 99, name: 'java', res: 1 }];
  const changed = feed(asked, makeFrame(rows)).state;
  const { effects } = press(changed, 'enter', 'enter');
  assert.deepEqual(effects, [{ type: 'planAction', action: { ...JAVA, name: '', signal: 15 } }]);
});

test('secure mode refuses in one line, by key and by palette', () => {
  const secure = stateOf(ROWS, { secure: true });
  const { state, effects } = press(secure, 'k');
  assert.deepEqual(effects, []);
  assert.equal(state.overlay, null);
  assert.equal(state.notice?.level, 'error');
  assert.match(state.notice.text, /secure mode/);
  const palette = press(secure, ':', ...typed('sigkill')).state;
  assert.deepEqual(press(palette, 'enter').effects, []);
  const planned = update(secure, { type: 'actionPlanned', action: { ...JAVA, signal: 9 }, title: 'x', plan: [] });
  assert.equal(planned.state.overlay, null);
  assert.deepEqual(planSignal(secure, JAVA.key, 9).effects, []);
});

test('a plan is confirmed by y or Enter and left by n, q or Esc', () => {
  const action = { ...JAVA, signal: 15 };
  const plan = ['owner root'];
  const asked = update(stateOf(ROWS), { type: 'actionPlanned', action, title: 'Send?', plan }).state;
  assert.deepEqual(asked.overlay, { kind: 'confirm', title: 'Send?', plan, action });
  for (const name of ['y', 'Y', 'enter']) {
    const yes = press(asked, name);
    assert.deepEqual(yes.effects, [{ type: 'runAction', action }]);
    assert.equal(yes.state.overlay, null);
  }
  for (const name of ['n', 'N', 'q', 'escape']) {
    const no = press(asked, name);
    assert.deepEqual(no.effects, []);
    assert.equal(no.state.overlay, null);
  }
  for (const name of ['x', 'space', 'down', 'k']) assert.equal(press(asked, name).state.overlay, asked.overlay, name);
});

test('a plan that comes late interrupts nothing', () => {
  const busy = press(stateOf(ROWS), 'd').state;
  const message = { type: 'actionPlanned', action: { ...JAVA, signal: 15 }, title: 'Send?', plan: [] } as const;
  const { state } = update(busy, message);
  assert.equal(state.overlay, busy.overlay);
  assert.match(state.notice?.text ?? '', /Send\?/);
});

test('what came of it is one line, or a pane for more', () => {
  const action = { ...JAVA, signal: 15 };
  const done = (ok: boolean, ...lines: string[]): State =>
    update(stateOf(ROWS), { type: 'actionDone', action, ok, lines }).state;
  assert.deepEqual(done(true, 'sent').notice, { level: 'info', text: 'sent' });
  assert.deepEqual(done(false, 'not permitted').notice, { level: 'error', text: 'not permitted' });
  assert.deepEqual(done(true, 'a', 'b', 'c').overlay, { kind: 'result', title: 'a', lines: ['b', 'c'] });
  assert.equal(press(done(true, 'a', 'b'), 'escape').state.overlay, null);
});

test('the delay takes decimals with a point or a comma', () => {
  const asked = press(stateOf(ROWS), 'd').state;
  assert.equal(promptOf(asked).label, 'Change delay from 3.0 to');
  const answers = { '1': 1, '0.5': 0.5, '0,5': 0.5, '.1': 0.1, '2.': 2, '86400': 86_400 };
  for (const [answer, seconds] of Object.entries(answers)) {
    const { state, effects } = press(asked, ...typed(answer), 'enter');
    assert.deepEqual(effects, [{ type: 'setDelay', seconds }], answer);
    assert.equal(state.delaySeconds, seconds);
    assert.equal(state.overlay, null);
  }
  const quarter = press({ ...asked, overlay: null, delaySeconds: 0.25 }, 's').state;
  assert.equal(promptOf(quarter).label, 'Change delay from 0.25 to');
});

test('the delay refuses the rest with what is wrong, and nothing typed keeps it', () => {
  const asked = press(stateOf(ROWS), 's').state;
  for (const [answer, error] of [
    ['0', /too short: at least 0.1/],
    ['0.05', /too short/],
    ['99999', /too long: at most 86400/],
    ['fast', /fast is not a number of seconds/],
    ['1e3', /not a number/],
    ['-1', /not a number/],
    ['1.2.3', /not a number/],
    [',', /not a number/],
  ] as const) {
    const { state, effects } = press(asked, ...typed(answer), 'enter');
    assert.match(promptOf(state).error ?? '', error, answer);
    assert.deepEqual(effects, []);
  }
  assert.deepEqual(press(asked, 'enter').effects, []);
  assert.equal(press(asked, 'enter').state.overlay, null);
});

test('a longer delay raises the window so that every bucket has a sample, a shorter one leaves it', () => {
  const longer = press(stateOf(ROWS), 'd', ...typed('20'), 'enter').state;
  assert.equal(longer.windowSeconds, 1800);
  assert.equal(press(longer, 'd', '1', 'enter').state.windowSeconds, 1800);
});

test('prompts remember their own answers', () => {
  const once = press(stateOf(ROWS), 'd', '5', 'enter', 'd', '7', 'enter').state;
  assert.equal(promptOf(press(once, 'd', 'up').state).editor.text, '7');
  assert.equal(promptOf(press(once, 'd', 'up', 'up').state).editor.text, '5');
  assert.equal(promptOf(press(once, 'd', '9', 'up', 'down').state).editor.text, '9');
  assert.equal(promptOf(press(once, 'k', 'up').state).editor.text, '');
});

test('paste goes into the line that is edited, and nowhere else', () => {
  const asked = press(stateOf(ROWS), 'd').state;
  const pasted = update(asked, { type: 'paste', text: '4\n\x1b[A2' }).state;
  assert.equal(promptOf(pasted).editor.text, '4 [A2');
  const table = stateOf(makeRows(3));
  const { state, effects } = update(table, { type: 'paste', text: 'q\nk' });
  assert.equal(state, table);
  assert.deepEqual(effects, []);
});

test('r asks for pid and value, has it planned, and refuses what is no nice value', () => {
  const asked = press(stateOf(ROWS), 'r').state;
  assert.match(promptOf(asked).label, /^PID to renice \[default pid = 4711\]$/);
  const value = press(asked, 'enter').state;
  assert.equal(promptOf(value).label, 'Renice PID 4711 to value');
  for (const [answer, nice] of [['10', 10], ['-5', -5], ['+3', 3], ['0', 0], ['-0', 0]] as const) {
    const { state, effects } = press(value, ...typed(answer), 'enter');
    assert.deepEqual(effects, [{ type: 'planAction', action: { ...JAVA, kind: 'renice', change: { nice } } }], answer);
    assert.equal(state.overlay, null);
  }
  for (const [answer, error] of [['20', /from -20 .* to 19/], ['-21', /from -20/], ['low', /low is not a nice value/], ['1.5', /not a nice/]] as const) {
    const { state, effects } = press(value, ...typed(answer), 'enter');
    assert.match(promptOf(state).error ?? '', error, answer);
    assert.deepEqual(effects, []);
  }
  assert.match(promptOf(press(asked, ...typed('99'), 'enter').state).error ?? '', /no process 99/);
  assert.equal(press(value, 'enter').state.overlay, null);
});

test('F7 and F8 step the selected process only, and not in secure mode', () => {
  const none = press(stateOf(ROWS), 'f8');
  assert.deepEqual(none.effects, []);
  assert.match(none.state.notice?.text ?? '', /select a process/);
  const selected = press(stateOf(ROWS), 'down').state;
  assert.deepEqual(press(selected, 'f8').effects, [{ type: 'runAction', action: { ...JAVA, kind: 'renice', change: { by: 1 } } }]);
  assert.deepEqual(press(selected, 'f7').effects, [{ type: 'runAction', action: { ...JAVA, kind: 'renice', change: { by: -1 } } }]);
  const secure = press(stateOf(ROWS, { secure: true }), 'down').state;
  for (const name of ['f7', 'f8', 'r']) {
    const { state, effects } = press(secure, name);
    assert.deepEqual(effects, []);
    assert.match(state.notice?.text ?? '', /secure mode/);
  }
});
