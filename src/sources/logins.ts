// How many users are logged in, as top(1) and uptime(1) count them. Read once a frame of a batch, never on a tick.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** struct utmp of glibc on Linux, utmp(5): its size, and the type of an entry of a user who is logged in. */
const RECORD_BYTES = 384;
const USER_PROCESS = 7;

/**
 * Sessions that systemd-logind keeps where systemd runs, else the entries of utmp(5). A machine that has neither has
 * nobody logged in. `root` is the folder that holds run.
 */
export function countLogins(root: string): number {
  const sessions = join(root, 'run/systemd/sessions');
  // sd_booted(3): this folder is there while systemd is the init of the machine.
  if (existsSync(join(root, 'run/systemd/system')) && existsSync(sessions)) {
    // Beside each session's file its pipe, NAME.ref.
    return readdirSync(sessions).filter((name) => !name.endsWith('.ref')).length;
  }
  return countUtmp(readIfThere(join(root, 'run/utmp')));
}

export function countUtmp(bytes: Buffer): number {
  let users = 0;
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    // ut_user is 32 bytes from byte 44 on; an entry without a name is no user.
    if (bytes.readInt16LE(at) === USER_PROCESS && bytes[at + 44] !== 0) users++;
  }
  return users;
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return Buffer.alloc(0);
    throw error;
  }
}
