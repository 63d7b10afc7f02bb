// Whom the kernel killed for lack of memory, from its log /dev/kmsg: Documentation/ABI/testing/dev-kmsg, mm/oom_kill.c.
// Must never wait for a record, and never believe one that a program wrote there.

import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { OomKill } from '../core/oom-kill.ts';

/** Longest record: PRINTKRB_RECORD_MAX. A buffer that is too short makes the kernel refuse the record. */
const RECORD_BYTES = 8192;
/** The kernel's ring holds fewer; a log that is written faster than it is read must have an end. */
const MOST_RECORDS = 100_000;

export interface KernelLog {
  readonly kills: readonly OomKill[];
  /** Whether the log could be read: it needs root, or CAP_SYSLOG. */
  readonly readable: boolean;
}

/** All kills the log still holds, oldest first. */
export function readKernelLog(path = '/dev/kmsg'): KernelLog {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { kills: [], readable: false };
  }
  try {
    return { kills: parseKills(recordsOf(fd)), readable: true };
  } finally {
    closeSync(fd);
  }
}

/** Kills in records of /dev/kmsg (`priority,sequence,microseconds,flags;text`); anything else is passed over. */
export function parseKills(records: Iterable<string>): OomKill[] {
  const kills: OomKill[] = [];
  /** By pid: the line before a kill tells the control group. */
  const groups = new Map<number, string>();
  for (const line of linesOf(records)) {
    const [, priority, micros, text] = /^(\d{1,6}),\d+,(\d{1,20}),[^;]*;(.*)$/.exec(line) ?? [];
    // Facility 0 is the kernel: what programs write gets another.
    if (text === undefined || Number(priority) >> 3 !== 0) continue;
    const [, group, pid] = /^oom-kill:.*,task_memcg=(.*),task=.*,pid=(\d{1,10}),uid=\d+$/.exec(text) ?? [];
    if (group !== undefined) groups.set(Number(pid), unescaped(group));
    const kill = parseKill(text);
    if (kill === null) continue;
    kills.push({ ...kill, uptimeSeconds: Number(micros) / 1e6, cgroup: groups.get(kill.pid) ?? '' });
  }
  return kills;
}

function parseKill(text: string): Omit<OomKill, 'uptimeSeconds' | 'cgroup'> | null {
  const [, before, pid, name, rest] = /^(.{0,80}?)Killed process (\d{1,10}) \((.{0,64})\),? (total-vm:\d+kB, .*)$/.exec(text) ?? [];
  if (rest === undefined || before === undefined) return null;
  const kib = (what: string): number => Number(new RegExp(`\\b${what}:(\\d{1,15})kB`).exec(rest)?.[1] ?? 0);
  return {
    pid: Number(pid),
    name: unescaped(name ?? ''),
    heldBytes: (kib('anon-rss') + kib('file-rss') + kib('shmem-rss')) * 1024,
    byLimit: before.startsWith('Memory cgroup'),
    count: 1,
  };
}

/** A record goes on with lines that begin with a blank; within a text a newline is escaped. */
function* linesOf(records: Iterable<string>): Generator<string> {
  for (const record of records) yield* record.split('\n');
}

/** Record by record; the kernel says EPIPE for one that was overwritten meanwhile, EAGAIN after the last. */
function* recordsOf(fd: number): Generator<string> {
  const bytes = Buffer.alloc(RECORD_BYTES);
  for (let records = 0; records < MOST_RECORDS; records++) {
    let length = 0;
    try {
      length = readSync(fd, bytes, 0, RECORD_BYTES, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') continue;
      if (code === 'EAGAIN' || code === 'EINVAL') return;
      throw error;
    }
    if (length === 0) return;
    yield bytes.toString('latin1', 0, length);
  }
}

/** The log writes odd bytes as \x and two digits. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
