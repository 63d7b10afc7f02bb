// What a user said is known: growth of a command that is not to be told of again until it changes character. Must never hold
// arguments of a command, which may be secrets: it is known again by a hash.

import type { ProcessKey } from './entity.ts';
import type { Finding, FindingKind } from './finding.ts';

export interface Acknowledged {
  /** Of the command: commandIdentity(), hashed. */
  readonly hash: string;
  /** What the process called itself, for the list of these; hostile. */
  readonly name: string;
  readonly kind: FindingKind;
  /** What of it grew, and how fast; NaN and '' where that is not what was found. */
  readonly channel: string;
  readonly ratePerHour: number;
  /** Wall clock, ms since the epoch. */
  readonly atMillis: number;
}

/** What is known of acknowledgements on screen. */
export interface Acknowledgements {
  readonly list: readonly Acknowledged[];
  /** By pid the hash of the command of processes something was found of; null while it is asked for. */
  readonly commands: ReadonlyMap<number, { readonly start: number; readonly hash: string | null }>;
  /** Ids of findings about no command: they are known until leaktop ends. */
  readonly ids: ReadonlySet<string>;
}

export const NOTHING_ACKNOWLEDGED: Acknowledgements = { list: [], commands: new Map(), ids: new Set() };

/** Growth that is so many times faster than what was acknowledged is another thing. */
const OTHER_CHARACTER = 2;

/** Whether a finding is known and has the character it had. */
export function isAcknowledged({ list, commands, ids }: Acknowledgements, finding: Finding): boolean {
  const { id, kind, subject, numbers, texts } = finding;
  if (ids.has(id)) return true;
  if (list.length === 0 || subject.entity !== 'process') return false;
  const { pid, start } = subject.key as ProcessKey;
  const command = commands.get(pid);
  if (command?.start !== start || command.hash === null) return false;
  // What is known to grow is known to stop, and to end, too.
  if (kind === 'leak-retracted' || kind === 'leak-ended') return list.some((known) => known.hash === command.hash && (known.kind === 'leak' || known.kind === kind));
  return list.some((known) => {
    const isFaster = (numbers['ratePerHour'] ?? NaN) >= OTHER_CHARACTER * known.ratePerHour;
    return known.hash === command.hash && known.kind === kind && known.channel === (texts['channel'] ?? '') && !isFaster;
  });
}

/** The same for runs of the same command: the name of the program, and its arguments without what numbers differ in. */
export function commandIdentity(commandLine: string): string {
  const [program = '', ...others] = commandLine.split(' ');
  return [program.slice(program.lastIndexOf('/') + 1), ...others].join(' ').replace(/(?:0x[0-9a-f]+|\d+)/gi, '#');
}
