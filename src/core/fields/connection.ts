// ★ The fields of a connection (a TCP socket that does not listen, or a connected UDP socket), declared once like every
// field. Amounts and rates are payload: what programs wrote and read, without headers. Must never hold a value.

import type { StoredIds } from '../field.ts';
import { rawFieldsOf, storedIds } from '../field.ts';

const raw = rawFieldsOf('connection');

const DIAG = 'sock_diag(7)';
const INFO = 'tcp_info';
const FD = 'the links in /proc/PID/fd';

export const CONNECTION_FIELDS = {
  pid: raw('PID', 'id', 7, 100, FD, 'Process that holds it; of several the youngest; unknown where we may not look, and for what is closing.'),
  start: raw('START', 'count', 10, 0, '/proc/PID/stat field 22', 'Start time of that process in clock ticks since boot.'),
  command: raw('PROCESS', 'text', 12, 96, '/proc/PID/stat field 2', 'Name of that process.'),
  user: raw('USER', 'text', 8, 34, `${DIAG} idiag_uid`, 'Name of the user who made the socket, from passwd(5); else the number.'),
  uid: raw('UID', 'id', 6, 0, `${DIAG} idiag_uid`, 'User who made the socket.'),
  protocol: raw('PROTO', 'text', 5, 50, DIAG, 'Protocol: tcp or udp, with a 6 where the socket is one of IPv6.'),
  local: raw('LOCAL', 'text', 21, 56, `${DIAG} idiag_src, idiag_sport`, 'Address and port of this end, as numbers.'),
  localPort: raw('LPORT', 'id', 5, 0, `${DIAG} idiag_sport`, 'Port of this end.'),
  state: raw('STATE', 'text', 10, 62, `${DIAG} idiag_state`,
    'State of the connection by its name in ss(8): CLOSE-WAIT is one that the other end has closed and this program has not.'),
  rate: raw('RATE', 'bytesPerSec', 8, 94, 'IN + OUT', 'Payload a second, both ways together.'),
  rateIn: raw('IN', 'bytesPerSec', 8, 55, 'change of RCVD', 'Payload received a second; of UDP as root only, as BPF counts it.'),
  rateOut: raw('OUT', 'bytesPerSec', 8, 54, 'change of SENT', 'Payload a second that the other end has acknowledged; of UDP what was sent.'),
  bytesIn: raw('RCVD', 'bytes', 7, 46, `${INFO} tcpi_bytes_received`, 'Payload received since the connection began; of UDP since a view shows it, as root only.'),
  bytesOut: raw('SENT', 'bytes', 7, 44, `${INFO} tcpi_bytes_acked`,
    'Payload the other end has acknowledged since the connection began; the kernel counts the SYN as a byte.'),
  rtt: raw('RTT', 'latency', 7, 90, `${INFO} tcpi_rtt`,
    'Smoothed time from a segment to its acknowledgement: below 50 ms is good, up to 100 ms acceptable, above it bad.'),
  minRtt: raw('MINRTT', 'latency', 7, 40, `${INFO} tcpi_min_rtt`, 'Shortest such time of late: what the way itself takes.'),
  inflation: raw('INFL', 'ratio', 5, 51, 'RTT / MINRTT', 'How many times longer than the shortest: above 1 queues on the way are filled.'),
  retransmits: raw('RETR', 'count', 5, 60, `${INFO} tcpi_total_retrans`, 'Segments that were sent again since the connection began.'),
  retransmitShare: raw('%RETR', 'percent', 5, 58, `${INFO} tcpi_bytes_retrans / tcpi_bytes_sent`,
    'Share of what was sent since the connection began that was sent again; of segments where the kernel (before 4.19) counts only those.'),
  receiveQueue: raw('RECVQ', 'bytes', 6, 52, `${DIAG} idiag_rqueue`, 'Payload that came and that the program has not read.'),
  sendQueue: raw('SENDQ', 'bytes', 6, 53, `${DIAG} idiag_wqueue`, 'Payload that was written and that the other end has not acknowledged.'),
  cwnd: raw('CWND', 'count', 5, 0, `${INFO} tcpi_snd_cwnd`, 'Segments that may be on the way at once.'),
  mss: raw('MSS', 'bytes', 6, 0, `${INFO} tcpi_snd_mss`, 'Payload of a full segment.'),
  unacked: raw('UNACK', 'count', 5, 0, `${INFO} tcpi_unacked`, 'Segments on the way.'),
  lost: raw('LOST', 'count', 5, 0, `${INFO} tcpi_lost`, 'Segments on the way that are taken for lost.'),
  delivery: {
    ...raw('DELIV', 'bytesPerSec', 8, 48, `${INFO} tcpi_delivery_rate`,
      'Rate at which the other end took the last data: what the way gave, when LIMIT is the network.'),
    origins: [{ source: 'netlink', grade: 'estimate' }],
  },
  idle: raw('IDLE', 'seconds', 8, 30, `${INFO} tcpi_last_data_sent, tcpi_last_data_recv`, 'Time since data went either way.'),
  drops: raw('DROPS', 'count', 5, 0, `${DIAG} sk_drops`, 'Packets for this socket that were thrown away, for want of room or because they were wrong.'),
  limit: raw('LIMIT', 'text', 11, 88, `${INFO} tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited over the interval`,
    'What held it back for most of the interval: the application sends or reads too little, the receiver has no room, the send buffer is too small, the network is full; peer: data only comes.'),
  netns: raw('NETNS', 'id', 10, 0, '/proc/PID/ns/net', 'Network namespace, by its inode; of others than that of leaktop only root reads the sockets.'),
  cookie: raw('COOKIE', 'id', 8, 0, `${DIAG} idiag_cookie`, 'Number of the socket, which the kernel never gives twice.'),
  remote: raw('REMOTE', 'text', 21, 98, `${DIAG} idiag_dst, idiag_dport`, 'Address and port of the other end: as numbers, or with --resolve by name where DNS knows one.'),
} as const;

export type ConnectionColumnId = StoredIds<typeof CONNECTION_FIELDS>;
export const CONNECTION_COLUMNS: readonly ConnectionColumnId[] = storedIds(CONNECTION_FIELDS);
