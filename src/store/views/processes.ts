// ★ The view of processes. The choice of columns and its reasons: docs/decisions/0004-default-sort-and-columns.md.

import type { ViewDefinition } from './view-definition.ts';

export const PROCESSES: ViewDefinition = {
  title: 'Processes',
  letter: 'p',
  entity: 'process',
  columns: [
    'pid',
    'user',
    'pr',
    'ni',
    'virt',
    'res',
    'shr',
    'anon',
    'swap',
    'state',
    'cpu',
    'mem',
    'time',
    'threads',
    'dres',
    'growth',
    'trend',
    'command',
  ],
  sort: { field: 'res', descending: true },
  pinned: 'pid',
  stretched: 'command',
  emptyText: 'no process can be seen: /proc may be mounted with hidepid, or not at all (leaktop doctor says which)',
};
