// ★ The view of listening sockets: which process answers on which port, and whether it keeps up.

import { whereElse } from './network.ts';
import type { ViewDefinition } from './view-definition.ts';

export const PORTS: ViewDefinition = {
  title: 'Ports',
  letter: 'o',
  entity: 'listener',
  columns: ['port', 'protocol', 'pid', 'command', 'user', 'queue', 'backlog', 'queueUse', 'overflows', 'overflowRate', 'local'],
  sort: { field: 'port', descending: false },
  pinned: 'port',
  stretched: 'local',
  stretchedLeast: 15,
  source: 'netlink',
  emptyText: (frame) => `nothing listens${whereElse(frame)}`,
};
