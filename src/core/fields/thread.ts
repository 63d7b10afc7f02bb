// ★ What a thread has of its own: its row is that of its process with these columns set anew. Threads are shown as rows of
// processes, with the same fields. Must never declare a field: process.ts does.

import type { ProcessColumnId, ProcessFieldId } from './process.ts';

/** Read of every thread, or derived from what is; `pid` is the number of the thread and `tgid` that of its process. */
export const THREAD_COLUMNS: ReadonlySet<ProcessColumnId> = new Set<ProcessColumnId>([
  'pid',
  'tgid',
  'start',
  'pgrp',
  'sid',
  'tty',
  'tpgid',
  'flags',
  'pr',
  'ni',
  'state',
  'cpu',
  'time',
  'minutes',
  'childTime',
  'utilization',
  'utilizationAll',
  'elapsed',
  'started',
  'processor',
  'node',
  'majorFaults',
  'minorFaults',
  'majorFaultsNew',
  'minorFaultsNew',
  'command',
]);

/** What every thread has of its own and nobody reads: the value of the process would be a wrong one. */
export const UNREAD_THREAD_COLUMNS: ReadonlySet<ProcessColumnId> = new Set<ProcessColumnId>(['wchan', 'growth']);

/** What is made of the history of a process: threads have none, and are shown without it. */
export const HISTORY_COLUMNS: ReadonlySet<string> = new Set<ProcessFieldId>(['growth', 'trend']);
