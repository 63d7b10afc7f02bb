// Reads where things are mounted from the kernel's texts. Must never throw, whatever they hold.

import { unescapeMountPath } from '../mount-path.ts';

/** The number of the mount a descriptor is on, from /proc/PID/fdinfo/FD (proc(5)); NaN where it is not said. */
export function mountIdOf(fdinfo: string): number {
  const [, id] = /^mnt_id:\s*(\d+)$/m.exec(fdinfo) ?? [];
  return id === undefined ? NaN : Number(id);
}

/** The mount point with this number in /proc/PID/mountinfo (proc(5)); null where there is none. Octal escapes are undone. */
export function mountPointOf(mountinfo: string, id: number): string | null {
  for (const line of mountinfo.split('\n')) {
    const [number, , , , point] = line.split(' ');
    if (Number(number) === id && point !== undefined) return unescapeMountPath(point);
  }
  return null;
}
