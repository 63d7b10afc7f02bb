// How the figures are shown, as top's toggles change it: lines of the header, units, one processor or all. All pure.
// Must never change what is measured or in which order the rows stand.

import { DEFAULT_APPEARANCE, METER_MODES, type Appearance } from '../core/appearance.ts';
import { MOST_EXTRA_WIDTH } from '../core/settings.ts';
import { BYTE_UNITS, type ByteUnit } from '../core/units.ts';
import { keyFor } from './key-entry.ts';
import { ask, refuse } from './prompt.ts';
import { keepInSight } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';

export interface Display extends Appearance {
  /** Unit of memory in the header; null is the one that keeps each number short. */
  readonly headerUnit: ByteUnit | null;
  /** Unit of memory in the table: what is too wide in it is written in the next one. */
  readonly taskUnit: ByteUnit;
}

export const DEFAULT_DISPLAY: Display = { ...DEFAULT_APPEARANCE, headerUnit: null, taskUnit: 'k' };

/** The header may take other lines: the rows below follow. */
function withDisplay(state: State, change: Partial<Display>): State {
  return keepInSight({ ...state, display: { ...state.display, ...change } });
}

/** What is either on or off. */
type Switch = { [K in keyof Display]: Display[K] extends boolean ? K : never }[keyof Display];

export function toggle(state: State, id: Exclude<Switch, 'perCpu' | 'solaris' | 'bold' | 'highlightRunning'>): Step {
  return stay(withDisplay(state, { [id]: !state.display[id] }));
}

/** Says so: there may be no such row at the moment, and the key must not seem dead. */
export function toggleRunning(state: State): Step {
  const highlightRunning = !state.display.highlightRunning;
  const text = `rows that run are ${highlightRunning ? 'marked' : 'not marked'}`;
  return stay(tell(withDisplay(state, { highlightRunning }), 'info', text));
}

/** Says so where nothing that stands out is on: the key must not seem dead. */
export function toggleBold(state: State): Step {
  const { bold, highlightSort, highlightRunning } = state.display;
  const next = withDisplay(state, { bold: !bold });
  if (highlightSort || highlightRunning) return stay(next);
  return stay(tell(next, 'info', `${keyFor(state, 'highlight-sort')} and ${keyFor(state, 'highlight-running')} mark ${bold ? 'in reverse' : 'by bold letters'} now`));
}

export function askExtraWidth(state: State): Step {
  return ask(state, { kind: 'extraWidth' }, `Extra width of text columns, now ${state.display.extraWidth}, to (0 for none)`);
}

/** No answer keeps it. */
export function answerExtraWidth(state: State, answer: string): Step {
  const closed: State = { ...state, overlay: null };
  if (answer === '') return stay(closed);
  if (!/^\d+$/.test(answer) || Number(answer) > MOST_EXTRA_WIDTH) {
    return refuse(state, `${answer} is not a width: 0 to ${MOST_EXTRA_WIDTH}`);
  }
  return stay(withDisplay(closed, { extraWidth: Number(answer) }));
}

export function cycleMeters(state: State, meters: 'cpuMeters' | 'memoryMeters'): Step {
  return stay(withDisplay(state, { [meters]: after(METER_MODES, state.display[meters]) }));
}

/** Meters that were off are shown again, so that the key always shows something; the shares are asked for now. */
export function togglePerCpu(state: State): Step {
  const perCpu = !state.display.perCpu || state.display.cpuMeters === 'off';
  const cpuMeters = state.display.cpuMeters === 'off' ? 'bars' : state.display.cpuMeters;
  const next = withDisplay(state, { perCpu, cpuMeters });
  return perCpu && !state.paused ? withEffects(next, { type: 'refresh' }) : stay(next);
}

export function toggleSolaris(state: State): Step {
  const solaris = !state.display.solaris;
  const text = solaris ? '%CPU is of all processors together (Solaris mode)' : '%CPU is of one processor (Irix mode)';
  return stay(tell(withDisplay(state, { solaris }), 'info', text));
}

/** k to e, and then again the unit that fits each number. */
export function cycleHeaderUnit(state: State): Step {
  const headerUnit = after([null, ...BYTE_UNITS], state.display.headerUnit);
  const text = `header memory in ${headerUnit === null ? 'the unit that fits' : unitName(headerUnit)}`;
  return stay(tell(withDisplay(state, { headerUnit }), 'info', text));
}

/** k to p, as top. */
export function cycleTaskUnit(state: State): Step {
  const taskUnit = after(BYTE_UNITS.slice(0, -1), state.display.taskUnit);
  return stay(tell(withDisplay(state, { taskUnit }), 'info', `task memory in ${unitName(taskUnit)}`));
}

function unitName(unit: ByteUnit): string {
  return `${unit.toUpperCase()}iB`;
}

function after<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] as T;
}
