// The command lines that `c` brings: which are kept, and what they are to the rows of the table on screen. With a filter
// beside them that is a look-up a row a frame, else nothing. Must never give a process the line of another one that had its pid.

import type { CommandLine } from '../core/answer.ts';
import type { ShownTexts } from '../core/query/compile.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import type { KnownCommandLine, State } from './state.ts';
import { entityOf, shownTable } from './views.ts';

/** A command line that was not asked for again in so many frames is neither on screen nor filtered by. */
const FORGET_AFTER_FRAMES = 60;

/** Scratch: command lines have no ids of the interner, so those in use get some here. */
let ids = new Map<string, number>();
let texts: string[] = [];

/** Keeps the lines that were read, with the frame they belong to, and forgets those long unused. */
export function takeCommandLines(state: State, lines: readonly CommandLine[]): State {
  const sequence = state.frame?.sequence ?? 0;
  const names = namesOf(state, new Set(lines.map(({ key }) => key.pid)));
  const commandLines = new Map<number, KnownCommandLine>();
  for (const [pid, known] of state.commandLines) {
    if (sequence - known.sequence <= FORGET_AFTER_FRAMES) commandLines.set(pid, known);
  }
  for (const { key: { pid, start }, text } of lines) {
    commandLines.set(pid, { start, text, sequence, name: names.get(pid) ?? '' });
  }
  return { ...state, commandLines };
}

/** The line of a row while lines are shown; null where the row shows a name. */
export function shownCommandLine(state: State, pid: number, start: number): string | null {
  const known = state.showCommandLine ? state.commandLines.get(pid) : undefined;
  return known?.start === start ? known.text : null;
}

/** What the rows show for their command, for filters to look through; null where all of them show names. */
export function shownCommands(state: State, table: AnyTable): ShownTexts | null {
  if (!state.showCommandLine || entityOf(state) !== 'process' || state.commandLines.size === 0) return null;
  const [pid, start, command] = [columnOf(table, 'pid'), columnOf(table, 'start'), columnOf(table, 'command')];
  if (texts.length > 4 * table.rows) forgetIds();
  const column = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const name = command[row] as number;
    const line = shownCommandLine(state, pid[row] as number, start[row] as number);
    column[row] = line === null && name !== name ? NaN : idOf(line ?? state.texts.textOf(name));
  }
  const inUse = texts;
  return { column, textOf: (id) => inUse[id] ?? '' };
}

/** What the processes or threads with these numbers are called now. */
function namesOf(state: State, pids: ReadonlySet<number>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const table = shownTable(state);
  if (table === null || entityOf(state) !== 'process') return names;
  const [pid, command] = [columnOf(table, 'pid'), columnOf(table, 'command')];
  for (let row = 0; row < table.rows; row++) {
    if (pids.has(pid[row] as number)) names.set(pid[row] as number, state.texts.textOf(command[row] as number));
  }
  return names;
}

function forgetIds(): void {
  ids = new Map();
  texts = [];
}

function idOf(text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, texts.length);
  return texts.push(text) - 1;
}
