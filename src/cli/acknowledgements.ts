// What a user acknowledged, kept in the state folder for all later runs. Must never keep an argument of a command: a hash
// stands for it.

import { createHash } from 'node:crypto';
import { commandIdentity, type Acknowledged } from '../core/acknowledged.ts';
import type { CommandLine } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { FINDING_KINDS } from '../core/finding.ts';
import type { Effect } from '../store/effect.ts';
import type { Message } from '../store/message.ts';
import { isStateProblem, readStateList, writeStateList } from './state-file.ts';
import type { Environment } from './state-folder.ts';

export const ACKNOWLEDGED_FILE = 'acknowledged.json';
/** The oldest are dropped beyond these. */
const MOST_ENTRIES = 500;

export type AcknowledgeEffect = Extract<Effect, { type: 'identify' | 'acknowledge' | 'forgetAcknowledged' }>;
export type ReadLines = (keys: readonly ProcessKey[]) => Promise<readonly CommandLine[]>;

/** Does what an effect asks for, and answers the messages that follow. */
export async function runAcknowledgement(effect: AcknowledgeEffect, readLines: ReadLines, env: Environment): Promise<readonly Message[]> {
  const keys = effect.type === 'identify' ? effect.keys : effect.type === 'acknowledge' ? [effect.key] : [];
  const lines = keys.length === 0 ? [] : await readLines(keys);
  const commands = lines.map(({ key, text }) => ({ key, hash: text === null ? null : hashCommand(text) }));
  try {
    const list = readAcknowledged(env);
    if (effect.type === 'identify') return [{ type: 'acknowledged', list, commands }];
    if (effect.type === 'forgetAcknowledged') {
      writeStateList(ACKNOWLEDGED_FILE, [], env);
      return [{ type: 'acknowledged', list: [], commands }, { type: 'news', text: 'nothing is acknowledged any more' }];
    }
    const hash = commands[0]?.hash ?? null;
    if (hash === null) return [{ type: 'problem', text: 'not acknowledged: its command line cannot be read' }];
    const { entry } = effect;
    const others = list.filter((known) => known.hash !== hash || known.kind !== entry.kind || known.channel !== entry.channel);
    const next = [...others, { ...entry, hash, atMillis: Date.now() }].slice(-MOST_ENTRIES);
    writeStateList(ACKNOWLEDGED_FILE, next, env);
    return [{ type: 'acknowledged', list: next, commands }];
  } catch (error) {
    if (!isStateProblem(error)) throw error;
    return [{ type: 'acknowledged', list: [], commands }, { type: 'problem', text: error.message }];
  }
}

/** What is on disk; none where there is no file. Throws UnreadableState, or why it cannot be read. */
export function readAcknowledged(env: Environment): readonly Acknowledged[] {
  // JSON has no NaN.
  return readStateList(ACKNOWLEDGED_FILE, env, (entry) => (isAcknowledgedEntry(entry) ? { ...entry, ratePerHour: entry.ratePerHour ?? NaN } : null));
}

function hashCommand(commandLine: string): string {
  return createHash('sha256').update(commandIdentity(commandLine)).digest('hex').slice(0, 32);
}

function isAcknowledgedEntry(entry: unknown): entry is Omit<Acknowledged, 'ratePerHour'> & { readonly ratePerHour: number | null } {
  if (typeof entry !== 'object' || entry === null) return false;
  const { hash, name, kind, channel, ratePerHour, atMillis } = entry as Record<string, unknown>;
  const isRate = ratePerHour === null || typeof ratePerHour === 'number';
  const isTexts = [hash, name, kind, channel].every((text) => typeof text === 'string');
  return isTexts && isRate && typeof atMillis === 'number' && (FINDING_KINDS as readonly unknown[]).includes(kind);
}
