// ★ The view of connections: who moves data now, how healthy each connection is, and what holds it back.

import type { Frame } from '../../core/frame.ts';
import { NOT_OVER } from '../../core/query/row-queries.ts';
import type { Filter } from '../state.ts';
import type { ViewDefinition } from './view-definition.ts';

const SOURCE = 'netlink';

/** Without connections that are over. */
export const WITHOUT_OVER: Filter = { kind: 'over', text: 'TIME-WAIT hidden', query: NOT_OVER };

/** Where sockets were looked for that are not of the own network namespace: only root may look there. */
export function whereElse({ sources }: Frame): string {
  const state = sources.find(({ source }) => source === SOURCE)?.state;
  return state === 'ok' ? ', in containers neither' : '; what is in containers is seen as root';
}

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
  source: SOURCE,
  // As ss does: there may be thousands, and none of them is anybody's.
  filters: [WITHOUT_OVER],
  emptyText: (frame) => `no connection is open${whereElse(frame)}`,
};
