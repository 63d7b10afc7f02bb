// ★ The fields of a process that say how its connections are, declared once; process.ts adds them to its own.
// Must never hold a value.

import type { Field, Unit } from '../field.ts';

const raw = (header: string, unit: Unit, width: number, from: string, doc: string): Field & { kind: 'raw' } => ({
  entity: 'process',
  header,
  doc,
  unit,
  width,
  sort: 'descending',
  reads: ['stat', 'connections'],
  kind: 'raw',
  from,
});

export const CONNECTION_SUMMARY_FIELDS = {
  connections: raw('CONN', 'count', 5, 'sock_diag(7), /proc/PID/fd', 'Established TCP connections; one that several processes hold counts for the youngest.'),
  rtt: raw('RTT', 'latency', 7, 'tcp_info tcpi_rtt',
    'Longest smoothed round trip of its connections on which data moved since the sample before, or within a second: below 50 ms is good, up to 100 ms acceptable.'),
  retransmitted: {
    ...raw('RETR', 'percent', 5, 'tcp_info tcpi_bytes_retrans / tcpi_bytes_sent',
      'Share of what its connections sent since the sample before that was sent again; of segments where the kernel (before 4.19) counts only those.'),
    origins: [{ source: 'netlink', grade: 'counter' }],
  },
} as const;
