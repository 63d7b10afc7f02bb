// What runs of one command have in common: by it a worker is told from others of its parent, and a life from lives of other
// commands. Must never be kept as it is: arguments hold secrets, so a hash stands for it.

import { commandIdentity } from '../../core/acknowledged.ts';
import { parseCgroupNames } from './cgroup-names.ts';

/**
 * Executable, arguments without what numbers differ in, and the unit it runs in, where containers are not told apart, for
 * each has a new id. `executable`: the link /proc/PID/exe, null where it may not be known; `cgroups`: /proc/PID/cgroup.
 */
export function runIdentity(commandLine: string, executable: string | null, cgroups: string): string {
  const { unit } = parseCgroupNames(cgroups);
  const file = programName(commandLine, executable).replace(/\d+/g, '#');
  return JSON.stringify([file, commandIdentity(commandLine), unit.replace(/[0-9a-f]{8,}|\d+/g, '#')]);
}

/** The file name of the executable. */
export function programName(commandLine: string, executable: string | null): string {
  const path = executable ?? commandLine.split(' ', 1)[0] ?? '';
  return path.replace(/ \(deleted\)$/, '').split('/').at(-1) ?? '';
}
