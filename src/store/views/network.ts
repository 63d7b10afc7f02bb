// ★ The view of connections: who moves data now, how healthy each connection is, and what holds it back.

import { NOT_OVER } from '../../core/query/row-queries.ts';
import type { Filter } from '../state.ts';
import type { ViewDefinition } from './view-definition.ts';

/** Without connections that are over. */
export const WITHOUT_OVER: Filter = { kind: 'over', text: 'TIME-WAIT hidden', query: NOT_OVER };

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
  // As ss does: there may be thousands, and none of them is anybody's.
  filters: [WITHOUT_OVER],
  emptyText: 'no connection is open; those of containers are seen as root',
};
