// How the figures are shown, as top's toggles change it: lines of the header, units, one processor or all. All pure.
// Must never change what is measured or in which order the rows stand.

import { BYTE_UNITS, type ByteUnit } from '../core/units.ts';
import { keepInSight } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';

/** A meter with its numbers, its numbers only, or nothing. */
export const METER_MODES = ['bars', 'text', 'off'] as const;
export type MeterMode = (typeof METER_MODES)[number];

export interface Display {
  /** The first line: time, uptime, load. */
  readonly summary: boolean;
  /** The lines of tasks and processors. */
  readonly cpuMeters: MeterMode;
  readonly memoryMeters: MeterMode;
  /** A meter for each processor instead of one for all. */
  readonly perCpu: boolean;
  /** %CPU of a process is of the whole machine (Solaris), not of one processor (Irix). */
  readonly solaris: boolean;
  /** Unit of memory in the header; null is the one that keeps each number short. */
  readonly headerUnit: ByteUnit | null;
  /** Unit of memory in the table: what is too wide in it is written in the next one. */
  readonly taskUnit: ByteUnit;
}

export const DEFAULT_DISPLAY: Display = {
  summary: true,
  cpuMeters: 'bars',
  memoryMeters: 'bars',
  perCpu: false,
  solaris: false,
  headerUnit: null,
  taskUnit: 'k',
};

/** The header may take other lines: the rows below follow. */
function withDisplay(state: State, change: Partial<Display>): State {
  return keepInSight({ ...state, display: { ...state.display, ...change } });
}

export function toggleSummary(state: State): Step {
  return stay(withDisplay(state, { summary: !state.display.summary }));
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
