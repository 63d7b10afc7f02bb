// ★ The fields of a process that say what it sends and receives, declared once; process.ts adds them to its own.
// Payload of TCP and UDP, loopback included, without headers and repeats. Must never hold a value.

import type { DeriveContext, Field } from '../field.ts';
import type { Origin } from '../grade.ts';
import { deriveChange } from './process-more.ts';

const SOURCE = 'BPF: tracepoints sock_recv_length and sock_send_length; else the counters of its sockets (netlink)';

const ORIGINS: readonly Origin[] = [{ source: 'bpf-traffic', grade: 'exact' }, { source: 'netlink', grade: 'counter' }];

const amount = (header: string, doc: string): Field & { kind: 'counter' } =>
  ({
    entity: 'process',
    header,
    doc,
    unit: 'bytes',
    width: 7,
    sort: 'descending',
    reads: ['stat', 'traffic'],
    kind: 'counter',
    from: SOURCE,
    origins: ORIGINS,
    sums: true,
  });

const rate = (header: string, counter: string, doc: string): Field & { kind: 'derived' } =>
  ({
    entity: 'process',
    header,
    doc,
    unit: 'bytesPerSec',
    width: 8,
    sort: 'descending',
    reads: ['stat', 'traffic'],
    kind: 'derived',
    from: 'change of the bytes counted over the true interval',
    origins: ORIGINS,
    sums: true,
    needs: [counter],
    derive: (out: Float64Array, c: DeriveContext) => {
      deriveRate(out, c, counter);
    },
  });

export const TRAFFIC_FIELDS = {
  netIn: rate('NET↓', 'netInBytes', 'Bytes a second the process received by TCP and UDP, loopback included.'),
  netOut: rate('NET↑', 'netOutBytes', 'Bytes a second the process sent by TCP and UDP, loopback included.'),
  netInBytes: amount('RCVD', 'Bytes received by TCP and UDP since they are counted, which is while a column shows them.'),
  netOutBytes: amount('SENT', 'Bytes sent by TCP and UDP since they are counted, which is while a column shows them.'),
} as const;

function deriveRate(out: Float64Array, c: DeriveContext, id: string): void {
  deriveChange(out, c, id);
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = (out[slot] as number) / c.intervalSeconds;
  }
}
