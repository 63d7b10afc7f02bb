// Asks the name service for names of users, by getent(1), which reaches whatever nsswitch.conf(5) names: LDAP, sssd …
// Must never wait in this thread: a name server that is away blocks getent, and getent is killed.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME_SERVICE_TIMEOUT_MS = 5_000;
/** Uids asked of one getent: a server that is away costs one wait for all of them. */
const UIDS_PER_CALL = 50;

export type UserNameList = readonly (readonly [uid: number, name: string])[];

/** Why no name service can be asked here; the names stay numbers. */
export class NameServiceError extends Error {}

/**
 * The names of those of `uids` that have one. Throws a NameServiceError where there is no getent. What was answered
 * before the time was up counts.
 */
export async function askUserNames(uids: readonly number[], timeoutMs = NAME_SERVICE_TIMEOUT_MS): Promise<UserNameList> {
  const names: (readonly [number, string])[] = [];
  for (let from = 0; from < uids.length; from += UIDS_PER_CALL) {
    const some = uids.slice(from, from + UIDS_PER_CALL);
    names.push(...parsePasswd(await runGetent(some.map(String), timeoutMs), new Set(some)));
  }
  return names;
}

/**
 * The uid of a user: from the passwd file below `root` or, of this machine, from the name service. Null where there is no
 * such user, or nobody who could say so.
 */
export async function findUid(name: string, root: string): Promise<number | null> {
  for (const text of [readPasswd(root), root === '/' ? await getentOrNothing([name]) : '']) {
    const fields = text.split('\n').map((line) => line.split(':')).find(([known]) => known === name);
    if (fields?.[2] !== undefined && /^\d{1,10}$/.test(fields[2])) return Number(fields[2]);
  }
  return null;
}

function readPasswd(root: string): string {
  try {
    return readFileSync(join(root, 'etc/passwd'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

async function getentOrNothing(keys: readonly string[]): Promise<string> {
  try {
    return await runGetent(keys, NAME_SERVICE_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof NameServiceError) return '';
    throw error;
  }
}

/** Lines of passwd(5), those of the uids asked for. */
export function parsePasswd(text: string, asked: ReadonlySet<number>): UserNameList {
  const names: [number, string][] = [];
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name && uid !== undefined && /^\d{1,10}$/.test(uid) && asked.has(Number(uid))) names.push([Number(uid), name]);
  }
  return names;
}

function runGetent(keys: readonly string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, encoding: 'utf8' as const };
    execFile('getent', ['passwd', ...keys], options, (error, stdout) => {
      // Exit code 2 says that a key was not found; a kill at the time limit leaves the answers so far.
      if (error !== null && (error.code as unknown) === 'ENOENT') reject(new NameServiceError('there is no getent'));
      else resolve(stdout);
    });
  });
}
