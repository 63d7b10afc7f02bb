// Builds frames and states for tests of the store, a few processes at a time.

import { HOST_COLUMNS } from '../../src/core/fields/host.ts';
import { PROCESS_COLUMNS, type ProcessColumnId } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { Table } from '../../src/core/table.ts';
import { initialState, type InitialOptions } from '../../src/store/initial-state.ts';
import type { Effect } from '../../src/store/effect.ts';
import type { Message } from '../../src/store/message.ts';
import type { State } from '../../src/store/state.ts';
import type { Step } from '../../src/store/step.ts';
import { update } from '../../src/store/update.ts';
import { groupsOf } from './group-fixture.ts';

export const TEST_SIGNALS = [
  { name: 'SIGHUP', number: 1 },
  { name: 'SIGINT', number: 2 },
  { name: 'SIGKILL', number: 9 },
  { name: 'SIGTERM', number: 15 },
  { name: 'SIGSTOP', number: 19 },
] as const;

/** A row by field; what is not said is 0, `name` is the text of the command. */
export type Row = Partial<Record<ProcessColumnId, number>> & { readonly pid: number; readonly name?: string };

let nextSequence = 1;
const ids = new Map<string, number>();

/** A frame of these rows. Names go to `state.texts` of the state it is given to with `feed`. */
export function makeFrame(rows: readonly Row[], more: Partial<Frame> = {}): Frame {
  const sequence = nextSequence++;
  const process = new Table(PROCESS_COLUMNS, Math.max(1, rows.length));
  process.rows = rows.length;
  const strings: [number, string][] = [];
  rows.forEach((row, at) => {
    for (const id of PROCESS_COLUMNS) process.columns[id][at] = row[id] ?? 0;
    const name = row.name ?? `p${row.pid}`;
    if (!ids.has(name)) ids.set(name, ids.size + 1);
    process.columns.command[at] = ids.get(name) as number;
    strings.push([ids.get(name) as number, name]);
  });
  const host = new Table(HOST_COLUMNS, 1);
  host.rows = 1;
  return {
    sequence,
    wallMillis: 0,
    uptimeSeconds: 1000 + sequence,
    intervalSeconds: 3,
    host,
    process,
    thread: null,
    cpu: null,
    side: { group: groupsOf(process) },
    findings: [],
    strings,
    trend: null,
    leaks: null, issues: [],
    sources: [],
    ...more,
  };
}

/** `count` processes, pids from 101 on, with RES falling from the first to the last. */
export function makeRows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({ pid: 101 + i, start: 5000 + i, res: (count - i) * 4096 }));
}

export function makeState(options: Partial<InitialOptions> = {}): State {
  return initialState({
    delaySeconds: 3,
    secure: false,
    screen: { columns: 80, rows: 24 },
    signals: TEST_SIGNALS,
    ...options,
  });
}

/** A state that shows these rows. */
export function stateOf(rows: readonly Row[], options: Partial<InitialOptions> = {}): State {
  return feed(makeState(options), makeFrame(rows)).state;
}

/** Gives a frame as the runner does: its texts first. */
export function feed(state: State, frame: Frame): { readonly state: State; readonly effects: readonly Effect[] } {
  state.texts.apply(frame.strings);
  return update(state, { type: 'frame', frame });
}

/** Keys one after the other: names as the terminal says them; a name of one character types itself. */
export function press(state: State, ...names: readonly string[]): Step {
  const effects: Effect[] = [];
  let now = state;
  for (const name of names) {
    const step = update(now, keyMessage(name));
    now = step.state;
    effects.push(...step.effects);
  }
  return { state: now, effects };
}

/** Every character of a text as a key. */
export function typed(text: string): string[] {
  return Array.from(text, (point) => (point === ' ' ? 'space' : point));
}

export function keyMessage(name: string): Message {
  return { type: 'key', name, text: name === 'space' ? ' ' : Array.from(name).length === 1 ? name : '' };
}
