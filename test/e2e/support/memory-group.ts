// Control groups with a limit (v1) of memory or threads for processes that a test starts. Needs root.
// Must never leave one behind: endGroups() after the processes have ended.

import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { pause } from '../../support/monitor.ts';

const MOST_TRIES = 2400;
let groups: string[] = [];

/** Makes one, and answers its folder. */
export function makeGroup(name: string, limitBytes: number): string {
  return makeMemoryGroup(`leaktop-${name}-${process.pid}`, limitBytes);
}

/** One named as docker names that of a container whose `id` has 64 hexadecimal digits, where systemd makes the groups. */
export function makeContainer(id: string, limitBytes: number): string {
  return makeMemoryGroup(`docker-${id}.scope`, limitBytes);
}

function makeMemoryGroup(name: string, limitBytes: number): string {
  const folder = `/sys/fs/cgroup/memory/${name}`;
  mkdirSync(folder);
  groups.push(folder);
  // What is swapped out would not count.
  writeFileSync(`${folder}/memory.swappiness`, '0');
  writeFileSync(`${folder}/memory.limit_in_bytes`, String(limitBytes));
  return folder;
}

/** One that may have so many threads. */
export function makeThreadGroup(name: string, most: number): string {
  const folder = `/sys/fs/cgroup/pids/leaktop-${name}-${process.pid}`;
  mkdirSync(folder);
  groups.push(folder);
  writeFileSync(`${folder}/pids.max`, String(most));
  return folder;
}

/** What to put before a command so that it starts in a group. */
export function joinGroup(folder: string): readonly string[] {
  return ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'];
}

/** Removes all of them: that can be done a moment after the last process is gone. */
export async function endGroups(): Promise<void> {
  const all = groups;
  groups = [];
  for (const folder of all) {
    for (let i = 0; existsSync(folder); i++) {
      try {
        rmdirSync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || i > MOST_TRIES) throw error;
        await pause(50);
      }
    }
  }
}
