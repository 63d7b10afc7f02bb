// Whether /proc can serve here, and what hides in it. Must never read a process's text.

import { closeSync, existsSync, opendirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Availability } from '../../core/frame.ts';

export const HIDEPID_TEXT = "hidepid hides other users' processes";
export const HIDEPID_HINT =
  'run as root, or mount /proc with gid=GROUP of a group you are in: mount -o remount,hidepid=2,gid=GROUP /proc';

/** What a source that reads `root`/proc can serve. */
export function probeProc(root: string): Availability {
  const folder = join(root, 'proc');
  const hint = 'mount it: mount -t proc proc /proc';
  try {
    if (!holdsProcess(folder)) return { state: 'absent', reason: `${folder} holds no processes`, hint };
  } catch (error) {
    return { state: 'absent', reason: `${folder} cannot be listed: ${(error as Error).message}`, hint };
  }
  if (!existsSync(join(folder, 'stat'))) {
    const reason = `${folder} holds processes but nothing on the machine`;
    return { state: 'degraded', reason, hint: 'mount it without subset=pid: mount -t proc proc /proc' };
  }
  return hidesOthers(root) ? { state: 'degraded', reason: HIDEPID_TEXT, hint: HIDEPID_HINT } : { state: 'ok' };
}

/**
 * Whether the mount option hidepid (proc(5)) hides processes from this user: it is set, and the first process, which
 * belongs to root, cannot be read. Where that process is one's own, nothing is learnt from it and only root sees all.
 */
export function hidesOthers(root: string): boolean {
  if (!hasHidepid(root)) return false;
  const first = join(root, 'proc/1');
  try {
    // Not access(2): that asks for the real user, and it is the effective one who reads.
    closeSync(openSync(join(first, 'stat'), 'r'));
    const euid = process.geteuid?.() ?? 0;
    return euid !== 0 && statSync(first).uid === euid;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'EACCES' || code === 'EPERM';
  }
}

/** Lists no further than to the first one: to list 20,000 takes 40 ms. */
function holdsProcess(folder: string): boolean {
  const directory = opendirSync(folder);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) if (/^\d+$/.test(entry.name)) return true;
    return false;
  } finally {
    directory.closeSync();
  }
}

function hasHidepid(root: string): boolean {
  const folders = new Set(['/proc', join(root, 'proc')]);
  let text: string;
  try {
    text = readFileSync(join(root, 'proc/mounts'), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return false;
    throw error;
  }
  return text.split('\n').some((line) => {
    const [, mountPoint, type, options] = line.split(' ');
    if (type !== 'proc' || !folders.has(mountPoint ?? '')) return false;
    return /(^|,)hidepid=(?!0(,|$)|off(,|$))/.test(options ?? '');
  });
}
