// ★ The fields of a listening socket (a TCP socket that takes connections, or a UDP socket that is bound), declared once
// like every field. Must never hold a value.

import type { StoredIds } from '../field.ts';
import { rawFieldsOf, storedIds } from '../field.ts';

const raw = rawFieldsOf('listener');

const DIAG = 'sock_diag(7)';
const FD = 'the links in /proc/PID/fd';

export const LISTENER_FIELDS = {
  port: raw('PORT', 'id', 5, 100, `${DIAG} idiag_sport`, 'Port it listens on.'),
  protocol: raw('PROTO', 'text', 5, 90, DIAG, 'Protocol: tcp or udp, with a 6 where the socket is one of IPv6.'),
  pid: raw('PID', 'id', 7, 94, FD, 'Process that holds it; of several the oldest; unknown where we may not look.'),
  start: raw('START', 'count', 10, 0, '/proc/PID/stat field 22', 'Start time of that process in clock ticks since boot.'),
  command: raw('PROCESS', 'text', 15, 96, '/proc/PID/stat field 2', 'Name of that process.'),
  user: raw('USER', 'text', 8, 60, `${DIAG} idiag_uid`, 'Name of the user who made the socket, from passwd(5); else the number.'),
  uid: raw('UID', 'id', 6, 0, `${DIAG} idiag_uid`, 'User who made the socket.'),
  queue: raw('QUEUE', 'count', 6, 88, `${DIAG} idiag_rqueue`, 'TCP: connections the program has not accepted yet; UDP: bytes it has not read yet.'),
  backlog: raw('BACKLOG', 'count', 7, 86, `${DIAG} idiag_wqueue`, 'TCP: connections that may wait to be accepted, listen(2).'),
  queueUse: raw('%FULL', 'percent', 5, 84, 'QUEUE / BACKLOG', 'How full the queue of waiting connections is; at 100 new ones are thrown away.'),
  overflows: raw('DROPS', 'count', 6, 92, `${DIAG} sk_drops`,
    'TCP: connections thrown away, mostly because the queue was full; UDP: packets thrown away, for want of room or because they were wrong.'),
  overflowRate: raw('DROPS/s', 'ratio', 7, 91, 'change of DROPS', 'Connections or packets thrown away a second.'),
  netns: raw('NETNS', 'id', 10, 0, '/proc/PID/ns/net', 'Network namespace, by its inode; of others than that of leaktop only root reads the sockets.'),
  cookie: raw('COOKIE', 'id', 8, 0, `${DIAG} idiag_cookie`, 'Number of the socket, which the kernel never gives twice.'),
  local: raw('ADDRESS', 'text', 21, 98, `${DIAG} idiag_src, idiag_sport`, 'Address it listens on; * for all of the machine.'),
} as const;

export type ListenerColumnId = StoredIds<typeof LISTENER_FIELDS>;
export const LISTENER_COLUMNS: readonly ListenerColumnId[] = storedIds(LISTENER_FIELDS);
