// ★ The fields of a network interface, declared once like every field. Amounts and rates are what goes over the wire,
// headers included: never to be compared with the payload of connections. Must never hold a value.

import type { StoredIds } from '../field.ts';
import { rawFieldsOf, storedIds } from '../field.ts';

const raw = rawFieldsOf('interface');

const LINK = 'rtnetlink(7) IFLA_STATS64';
const QDISC = 'rtnetlink(7) TCA_STATS2 of the root qdisc';

export const INTERFACE_FIELDS = {
  index: raw('INDEX', 'id', 5, 0, 'rtnetlink(7) ifi_index', 'Number of the interface in its network namespace.'),
  state: raw('STATE', 'text', 8, 79, 'rtnetlink(7) IFLA_OPERSTATE', 'Operational state: up, down, dormant …; unknown of what has no carrier to watch, as loopback.'),
  receiveRate: raw('WIRE↓', 'bytesPerSec', 8, 98, `change of ${LINK} rx_bytes`, 'Bytes received a second, headers included.'),
  sendRate: raw('WIRE↑', 'bytesPerSec', 8, 97, `change of ${LINK} tx_bytes`, 'Bytes sent a second, headers included.'),
  speed: raw('SPEED', 'bytesPerSec', 8, 86, '/sys/class/net/NAME/speed', 'What the link can carry each way, in bytes; unknown where the driver does not say, as of most virtual ones.'),
  use: raw('%USE', 'percent', 5, 92, 'larger of WIRE↓ and WIRE↑ / SPEED', 'How full the link is, in the fuller of its ways.'),
  receiveDrops: raw('DROP↓', 'count', 6, 84, `${LINK} rx_dropped`, 'Packets received and thrown away since it came up, mostly for want of room.'),
  sendDrops: raw('DROP↑', 'count', 6, 83, `${LINK} tx_dropped`, 'Packets to be sent and thrown away since it came up.'),
  dropRate: raw('DROPS/s', 'ratio', 7, 88, 'change of DROP↓ + DROP↑ + QDROP', 'Packets thrown away a second, the queue included.'),
  errors: raw('ERRORS', 'count', 6, 80, `${LINK} rx_errors + tx_errors`, 'Broken packets, both ways, since it came up.'),
  top: {
    ...raw('TOP PROCESSES', 'text', 26, 96, 'sock_diag(7), by the local address of each socket; BPF for UDP',
      'The three processes that moved most payload through it since the sample before, with their shares of all such payload: TCP, and as root UDP of sockets that have an address of their own.'),
    origins: [{ source: 'netlink', grade: 'estimate' }],
  },
  qdisc: raw('QDISC', 'text', 10, 76, 'rtnetlink(7) TCA_KIND', 'How waiting packets are put in order, tc(8).'),
  backlog: raw('BACKLOG', 'bytes', 7, 82, QDISC, 'What waits to be sent.'),
  queueDrops: raw('QDROP', 'count', 6, 81, QDISC, 'Packets the queue threw away since it was made.'),
  received: raw('RCVD', 'bytes', 7, 60, `${LINK} rx_bytes`, 'Bytes received since it came up, headers included.'),
  sent: raw('SENT', 'bytes', 7, 59, `${LINK} tx_bytes`, 'Bytes sent since it came up, headers included.'),
  mtu: raw('MTU', 'count', 6, 50, 'rtnetlink(7) IFLA_MTU', 'Largest packet, in bytes.'),
  netns: raw('NETNS', 'id', 10, 0, '/proc/self/ns/net', 'Network namespace, by its inode.'),
  where: raw('NAMESPACE', 'text', 14, 90, '/proc/PID/ns/net and /proc/PID/cgroup',
    'Network namespace, by the unit or container of its first process, or by that process: blank is the one of leaktop, others only root sees.'),
  name: raw('INTERFACE', 'text', 15, 100, 'rtnetlink(7) IFLA_IFNAME', 'Name of the interface.'),
} as const;

export type InterfaceColumnId = StoredIds<typeof INTERFACE_FIELDS>;
export const INTERFACE_COLUMNS: readonly InterfaceColumnId[] = storedIds(INTERFACE_FIELDS);
