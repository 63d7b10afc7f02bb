// What a user acknowledged, kept in the state folder for all later runs, for its owner only. Must never write over a file it
// does not understand, nor keep an argument of a command: a hash stands for it.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIdentity, type Acknowledged } from '../core/acknowledged.ts';
import type { CommandLine } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { FINDING_KINDS } from '../core/finding.ts';
import type { Effect } from '../store/effect.ts';
import type { Message } from '../store/message.ts';
import { stateFolder, type Environment } from './state-folder.ts';

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
      writeAcknowledged([], env);
      return [{ type: 'acknowledged', list: [], commands }, { type: 'news', text: 'nothing is acknowledged any more' }];
    }
    const hash = commands[0]?.hash ?? null;
    if (hash === null) return [{ type: 'problem', text: 'not acknowledged: its command line cannot be read' }];
    const { entry } = effect;
    const others = list.filter((known) => known.hash !== hash || known.kind !== entry.kind || known.channel !== entry.channel);
    const next = [...others, { ...entry, hash, atMillis: Date.now() }].slice(-MOST_ENTRIES);
    writeAcknowledged(next, env);
    return [{ type: 'acknowledged', list: next, commands }];
  } catch (error) {
    if (!(error instanceof Error && ('code' in error || error instanceof UnreadableState))) throw error;
    return [{ type: 'acknowledged', list: [], commands }, { type: 'problem', text: error.message }];
  }
}

/** A file of the state folder that is not as leaktop writes it. */
export class UnreadableState extends Error {
  constructor(path: string, reason: string) {
    super(`${path} is not as leaktop writes it (${reason}): it is left as it is; move it away to begin again`);
    this.name = 'UnreadableState';
  }
}

/** What is on disk; none where there is no file. Throws UnreadableState, or why it cannot be read. */
export function readAcknowledged(env: Environment): readonly Acknowledged[] {
  const folder = stateFolder(env);
  if (folder === null) return [];
  const path = join(folder, ACKNOWLEDGED_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UnreadableState(path, error instanceof Error ? error.message : 'no JSON');
  }
  if (!Array.isArray(data)) throw new UnreadableState(path, 'no list');
  return data.map((entry: unknown) => {
    if (!isAcknowledgedEntry(entry)) throw new UnreadableState(path, 'an entry is none');
    // JSON has no NaN.
    return { ...entry, ratePerHour: entry.ratePerHour ?? NaN };
  });
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

/** The whole file or nothing: it is written beside and renamed. */
function writeAcknowledged(list: readonly Acknowledged[], env: Environment): void {
  const folder = stateFolder(env);
  if (folder === null) throw Object.assign(new Error('not kept: neither XDG_STATE_HOME nor HOME is set'), { code: 'ENOENT' });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, ACKNOWLEDGED_FILE);
  const beside = `${path}.${process.pid}`;
  try {
    writeFileSync(beside, `${JSON.stringify(list, null, 1)}\n`, { mode: 0o600 });
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
