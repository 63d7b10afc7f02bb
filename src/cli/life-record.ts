// The record of lives: how processes that grew did so, by command, for later runs. Must never hold an argument of a command,
// which may be a secret: a hash stands for it; and never more than is needed to tell that a command grows every time.

import { createHash } from 'node:crypto';
import type { ProcessDetails } from '../core/answer.ts';
import { MOST_LIVES, type PastLife } from '../core/life.ts';
import { programName, runIdentity } from '../sources/procfs/run-identity.ts';
import { readStateList, writeStateList } from './state-file.ts';
import type { Environment } from './state-folder.ts';

export const LIVES_FILE = 'lives.json';
/** Those whose last life was seen longest ago are dropped beyond these: 300 KB in all. */
const MOST_COMMANDS = 200;

export interface RecordedLife extends Omit<PastLife, 'agoSeconds'> {
  /** Which boot of the machine, and the key of the process in it: the same life is recorded once. */
  readonly boot: string;
  readonly pid: number;
  readonly start: number;
  /** Wall clock, ms since the epoch. */
  readonly startedMillis: number;
  readonly seenMillis: number;
}

export interface RecordedCommand {
  readonly hash: string;
  /** File name of the executable. */
  readonly name: string;
  /** The oldest first. */
  readonly lives: readonly RecordedLife[];
}

/** By what its runs have in common. Null where the command line cannot be read. */
export function commandOf({ commandLine, executable, cgroups }: ProcessDetails): Omit<RecordedCommand, 'lives'> | null {
  if (commandLine === null) return null;
  const identity = runIdentity(commandLine, executable, cgroups.join('\n'));
  return { hash: createHash('sha256').update(identity).digest('hex').slice(0, 32), name: programName(commandLine, executable) };
}

/** Throws UnreadableState, or why it cannot be read. */
export function readLives(env: Environment): readonly RecordedCommand[] {
  return readStateList(LIVES_FILE, env, parseCommand);
}

/** Throws why it cannot be written. */
export function writeLives(commands: readonly RecordedCommand[], env: Environment): void {
  writeStateList(LIVES_FILE, commands, env);
}

/** Puts lives in the place of what was recorded of them before, or beside it; the newest of too many are kept. */
export function mergeLives(
  commands: readonly RecordedCommand[],
  news: readonly (Omit<RecordedCommand, 'lives'> & { readonly life: RecordedLife })[],
): readonly RecordedCommand[] {
  const merged = new Map(commands.map((command) => [command.hash, command]));
  for (const { hash, name, life } of news) {
    const others = (merged.get(hash)?.lives ?? []).filter((known) => !isSameLife(known, life));
    const lives = [...others, life].sort((a, b) => a.startedMillis - b.startedMillis).slice(-MOST_LIVES);
    merged.set(hash, { hash, name, lives });
  }
  return [...merged.values()].sort((a, b) => seenMillis(a) - seenMillis(b)).slice(-MOST_COMMANDS);
}

export function isSameLife(a: Pick<RecordedLife, 'boot' | 'pid' | 'start'>, b: Pick<RecordedLife, 'boot' | 'pid' | 'start'>): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot;
}

function seenMillis({ lives }: RecordedCommand): number {
  return Math.max(...lives.map((life) => life.seenMillis));
}

function parseCommand(entry: unknown): RecordedCommand | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { hash, name, lives } = entry as Record<string, unknown>;
  if (typeof hash !== 'string' || typeof name !== 'string' || !Array.isArray(lives) || lives.length === 0) return null;
  const parsed = lives.map(parseLife);
  return parsed.every((life) => life !== null) ? { hash, name, lives: parsed } : null;
}

const NUMBERS = ['pid', 'start', 'startedMillis', 'seenMillis', 'ageSeconds', 'grewSeconds', 'lastBytes'] as const;
/** JSON has no NaN. */
const UNKNOWN_OR_NUMBERS = ['startBytes', 'ratePerHour'] as const;

function parseLife(entry: unknown): RecordedLife | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const life = entry as Record<string, unknown>;
  const isNumbers = NUMBERS.every((id) => Number.isFinite(life[id]));
  const isKnown = UNKNOWN_OR_NUMBERS.every((id) => life[id] === null || Number.isFinite(life[id]));
  if (!isNumbers || !isKnown || typeof life['boot'] !== 'string') return null;
  if (typeof life['ended'] !== 'boolean' || typeof life['levelledOff'] !== 'boolean') return null;
  const { startBytes, ratePerHour } = life;
  return { ...(life as unknown as RecordedLife), startBytes: (startBytes as number | null) ?? NaN, ratePerHour: (ratePerHour as number | null) ?? NaN };
}
