// Cost: a switch per cell on screen. Bench: test/bench/table.bench.ts.
// How one cell of a table looks; must never allocate.
// Invariant: the role depends on the field and the value alone.

import type { Field } from '../core/field.ts';
import { GROWTH_PLACE, LEAKING_PLACE, SUSPECTED_PLACE } from '../core/verdict.ts';
import { formatBytesIn, formatField, formatWithSpan } from '../core/units.ts';
import type { Display } from '../store/display.ts';
import type { Role } from './theme.ts';

const RUNNING = 'R'.charCodeAt(0);
const DISK = 'D'.charCodeAt(0);
const ZOMBIE = 'Z'.charCodeAt(0);
const DEAD = 'X'.charCodeAt(0);
const STOPPED = 'T'.charCodeAt(0);
const TRACED = 't'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/**
 * A number of exactly `width` cells, as the user wants it shown; `seconds` is the span it is of, for a field that has one,
 * `processors` how many the machine has.
 */
export function cellText(
  field: Field,
  value: number,
  seconds: number,
  width: number,
  display: Display,
  processors: number,
  unknown: string,
): string {
  if (value === 0 && display.zeroSuppress && field.unit !== 'id' && field.unit !== 'priority' && field.unit !== 'verdict') return ' '.repeat(width);
  const text = textOf(field, value, seconds, width, display, processors, unknown);
  return display.numbersLeft ? text.trimStart().padEnd(width) : text;
}

function textOf(field: Field, value: number, seconds: number, width: number, display: Display, processors: number, unknown: string): string {
  if (field.over !== undefined) return formatWithSpan(field, value, seconds, width, unknown);
  if (field.unit === 'bytes' && display.taskUnit !== 'k' && value === value) return formatBytesIn(value, width, display.taskUnit).padStart(width);
  return formatField(field, field.ofOneProcessor === true && display.solaris ? value / processors : value, width, unknown);
}

/** What grows, what waits and what is dead stands out; what is nothing steps back. */
export function cellRole(id: string, value: number): Role {
  if (value !== value) return 'dim';
  switch (id) {
    case 'state':
      return stateRole(value);
    case 'verdict':
      return verdictRole(value);
    case 'growth':
    case 'dres':
      return value > 0 ? 'warn' : value === 0 ? 'dim' : 'text';
    case 'rtt':
    case 'minRtt':
      return latencyRole(value);
    case 'cpu':
    case 'swap':
      return value === 0 ? 'dim' : 'text';
    default:
      return 'text';
  }
}

function verdictRole(place: number): Role {
  if (place >= LEAKING_PLACE) return 'bad';
  if (place >= SUSPECTED_PLACE) return 'warn';
  return place < GROWTH_PLACE ? 'dim' : 'text';
}

/** The field's own rule: to 50 ms nobody notices, above 100 ms everybody does. */
function latencyRole(seconds: number): Role {
  if (seconds < 0.05) return 'good';
  return seconds <= 0.1 ? 'warn' : 'bad';
}

function stateRole(code: number): Role {
  switch (code) {
    case RUNNING:
      return 'good';
    case DISK:
    case ZOMBIE:
    case DEAD:
      return 'bad';
    case STOPPED:
    case TRACED:
      return 'warn';
    case IDLE:
      return 'dim';
    default:
      return 'text';
  }
}
