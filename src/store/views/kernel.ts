// ★ The view of the machine's memory: all of MemTotal, by who has it, the largest first. Rows with a colon in
// their name are parts of others.

import type { ViewDefinition } from './view-definition.ts';

export const KERNEL: ViewDefinition = {
  title: 'Kernel memory',
  letter: 'k',
  entity: 'memoryClass',
  columns: ['name', 'bytes', 'mem', 'growth', 'trend', 'verdict', 'rate', 'evidence'],
  sort: { field: 'bytes', descending: true },
  pinned: 'name',
  stretched: 'evidence',
  explains: true,
  emptyText: 'where the memory is stands in /proc/meminfo, which cannot be read here (leaktop doctor says why)',
};
