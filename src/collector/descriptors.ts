// How many file descriptors sampling may keep open: the limit of the process, less what everything else needs.

import { readFileSync } from 'node:fs';

/** Terminal, threads, timers, name service children, libraries being loaded: measured below 40. */
const RESERVED = 64;
/** The usual soft limit of a login shell, where this process's own cannot be read. */
const USUAL_LIMIT = 1024;

/** RLIMIT_NOFILE of this process (Node raises the soft limit to the hard one at start), from /proc/self/limits. */
export function readDescriptorLimit(path = '/proc/self/limits'): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return USUAL_LIMIT;
  }
  const [, soft] = /^Max open files\s+(\d+|unlimited)\s/m.exec(text) ?? [];
  if (soft === 'unlimited') return Number.MAX_SAFE_INTEGER;
  return soft === undefined ? USUAL_LIMIT : Number(soft);
}

/** Descriptors that sampling may keep open under this limit; never below zero. */
export function descriptorBudget(limit = readDescriptorLimit()): number {
  return Math.max(0, limit - RESERVED);
}
