// ★ The view of groups: which user, program, unit or container eats the memory. Sorted by anonymous memory, which, unlike
// RES, adds up: no page of it is counted twice.

import type { ViewDefinition } from './view-definition.ts';

export const GROUPS: ViewDefinition = {
  title: 'Groups',
  letter: 'c',
  entity: 'group',
  columns: ['processes', 'threads', 'res', 'anon', 'swap', 'cpu', 'mem', 'time', 'limit', 'limitUse', 'waitSome', 'waitFull', 'growth', 'trend', 'name'],
  sort: { field: 'anon', descending: true },
  pinned: 'processes',
  stretched: 'name',
  emptyText: 'no process can be seen, so there are no groups (leaktop doctor says why)',
};
