// ★ The view of network interfaces: which link is full, and which throws packets away.

import type { ViewDefinition } from './view-definition.ts';

export const INTERFACES: ViewDefinition = {
  title: 'Interfaces',
  letter: 'i',
  entity: 'interface',
  columns: [
    'name', 'where', 'state', 'receiveRate', 'sendRate', 'use', 'speed', 'dropRate', 'top', 'receiveDrops', 'sendDrops', 'errors', 'qdisc',
    'backlog', 'queueDrops', 'received', 'sent', 'mtu',
  ],
  sort: { field: 'receiveRate', descending: true },
  pinned: 'name',
  stretched: 'top',
  stretchedLeast: 12,
  source: 'netlink',
  emptyText: 'this network namespace has no interface',
};
