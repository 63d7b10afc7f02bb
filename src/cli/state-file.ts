// Files in the state folder: what leaktop writes for its later runs, for their owner only, the whole of a file or nothing.
// Must never write over a file it does not understand.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder, type Environment } from './state-folder.ts';

/** A file of the state folder that is not as leaktop writes it. */
export class UnreadableState extends Error {
  constructor(path: string, reason: string) {
    super(`${path} is not as leaktop writes it (${reason}): it is left as it is; move it away to begin again`);
    this.name = 'UnreadableState';
  }
}

/** Whether an error is one of these files, and so the user's to mend, and no defect. */
export function isStateProblem(error: unknown): error is Error {
  return error instanceof Error && ('code' in error || error instanceof UnreadableState);
}

/**
 * The entries of a file that is a JSON list; none where there is no file. `parse` answers null for what is no entry. Throws
 * UnreadableState, or why it cannot be read.
 */
export function readStateList<T>(name: string, env: Environment, parse: (entry: unknown) => T | null): readonly T[] {
  const folder = stateFolder(env);
  if (folder === null) return [];
  const path = join(folder, name);
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
    const parsed = parse(entry);
    if (parsed === null) throw new UnreadableState(path, 'an entry is none');
    return parsed;
  });
}

/** The whole file or nothing: it is written beside and renamed. Throws why it cannot be written. */
export function writeStateList(name: string, list: readonly unknown[], env: Environment): void {
  const folder = stateFolder(env);
  if (folder === null) throw Object.assign(new Error('not kept: neither XDG_STATE_HOME nor HOME is set'), { code: 'ENOENT' });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const beside = `${path}.${process.pid}`;
  try {
    writeFileSync(beside, `${JSON.stringify(list, null, 1)}\n`, { mode: 0o600 });
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
