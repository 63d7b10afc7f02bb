// ★ The view of connections: who moves data now, how healthy each connection is, and what holds it back.

import type { ViewDefinition } from './view-definition.ts';

export const NETWORK: ViewDefinition = {
  title: 'Network',
  word: 'net',
  letter: 'n',
  entity: 'connection',
  columns: [
    'pid', 'command', 'user', 'protocol', 'local', 'state', 'rate', 'rateIn', 'rateOut', 'bytesIn', 'bytesOut', 'rtt', 'minRtt',
    'inflation', 'retransmits', 'retransmitShare', 'receiveQueue', 'sendQueue', 'delivery', 'idle', 'limit', 'remote',
  ],
  sort: { field: 'rate', descending: true },
  pinned: 'pid',
  stretched: 'remote',
  // An address of IPv4 and a port.
  stretchedLeast: 21,
  source: 'netlink',
  emptyText: 'no connection is open; those of containers are seen as root',
};
