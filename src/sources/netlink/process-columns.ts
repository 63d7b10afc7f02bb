// Cost: a hash probe and some ten loads per connection. Bench: test/bench/netlink.bench.ts.
// Adds up the connections of each process: how many, how far away, how much is sent again, how many bytes.
// Invariant: a process whose open files or whose network namespace we may not see gets NaN, never 0.

import { READS } from '../../core/field.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Sample } from '../source.ts';
import { hasBytes } from './connection-table.ts';
import { ESTABLISHED } from './diag.ts';
import type { RowOwners } from './row-owners.ts';
import { AT } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';

/** Data that moved in this time counts as moving now, however short the time since the pass before; at the first pass, too. */
const LEAST_SECONDS = 1;
/** The kernel's clock for that goes by ticks: 10 ms at CONFIG_HZ=100. */
const TICK_MILLIS = 10;

export class ProcessColumns {
  private sent = new Float64Array(0);
  private repeated = new Float64Array(0);
  /** By slot of a process: 1 where its sockets are known. */
  private known = new Uint8Array(0);

  constructor(
    private readonly rows: SocketRows,
    private readonly rowOwners: RowOwners,
    private readonly isKnown: (pid: number, start: number) => boolean,
  ) {}

  /** Fills those of the wanted columns that no other companion has filled in this sample. */
  fill(sample: Sample, reads: number, intervalSeconds: number): void {
    const wanted = reads & ~sample.filled;
    if ((wanted & (READS.connections | READS.traffic)) === 0) return;
    this.look(sample.processes);
    if ((wanted & READS.connections) !== 0) this.fillConnections(sample.processes, intervalSeconds);
    if ((wanted & READS.traffic) !== 0) this.fillTraffic(sample.processes);
    sample.filled |= wanted & (READS.connections | READS.traffic);
  }

  private fillConnections(processes: ProcessRows, intervalSeconds: number): void {
    const { rows } = this;
    const { connections, rtt, retransmitted } = processes.columns;
    this.begin(processes);
    this.start(processes, connections, 0);
    this.start(processes, rtt, NaN);
    this.start(processes, retransmitted, NaN);
    const recent = Math.max(LEAST_SECONDS, intervalSeconds || 0) * 1000 + TICK_MILLIS;
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const process = this.processOf(processes, slot);
      if (process === -1) continue;
      if (connections !== undefined && rows.value(slot, AT.state) === ESTABLISHED) connections[process] = (connections[process] as number) + 1;
      if (rtt !== undefined && isMoving(rows, slot, recent)) rtt[process] = larger(rtt[process] as number, rows.value(slot, AT.rtt) * 1e-6);
      const inBytes = hasBytes(rows, slot);
      add(this.sent, process, rows.change(slot, inBytes ? AT.bytesSent : AT.segmentsSent));
      add(this.repeated, process, rows.change(slot, inBytes ? AT.bytesRepeated : AT.retransmits));
    }
    if (retransmitted === undefined) return;
    for (let i = 0; i < processes.count; i++) {
      const process = processes.live[i] as number;
      const sent = this.sent[process] as number;
      if (sent > 0) retransmitted[process] = ((this.repeated[process] as number) * 100) / sent;
    }
  }

  /** What its connections moved since the pass before is added to what was counted: what they moved earlier is not known. */
  private fillTraffic(processes: ProcessRows): void {
    const { rows } = this;
    const { netInBytes, netOutBytes } = processes.columns;
    for (const column of [netInBytes, netOutBytes]) this.goOn(processes, column);
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const process = this.processOf(processes, slot);
      if (process === -1) continue;
      if (netInBytes !== undefined) add(netInBytes, process, rows.change(slot, AT.bytesReceived));
      if (netOutBytes !== undefined) add(netOutBytes, process, rows.change(slot, AT.bytesAcked));
    }
  }

  private begin({ capacity }: ProcessRows): void {
    if (this.sent.length < capacity) {
      this.sent = new Float64Array(capacity);
      this.repeated = new Float64Array(capacity);
    }
    this.sent.fill(0);
    this.repeated.fill(0);
  }

  /** What a process has whose sockets are known, before they are added. */
  private start(processes: ProcessRows, column: Float64Array | undefined, value: number): void {
    if (column === undefined) return;
    for (let i = 0; i < processes.count; i++) {
      const process = processes.live[i] as number;
      column[process] = this.known[process] === 1 ? value : NaN;
    }
  }

  private goOn(processes: ProcessRows, column: Float64Array | undefined): void {
    if (column === undefined) return;
    for (let i = 0; i < processes.count; i++) {
      const process = processes.live[i] as number;
      const before = column[process] as number;
      if (this.known[process] !== 1) column[process] = NaN;
      else if (before !== before) column[process] = 0;
    }
  }

  private look({ capacity, live, count, columns: { pid, start } }: ProcessRows): void {
    if (this.known.length < capacity) this.known = new Uint8Array(capacity);
    for (let i = 0; i < count; i++) {
      const process = live[i] as number;
      this.known[process] = this.isKnown(pid[process] as number, start[process] as number) ? 1 : 0;
    }
  }

  private processOf(processes: ProcessRows, slot: number): number {
    const pid = this.rowOwners.pids[slot] as number;
    return pid === pid ? processes.find(pid) : -1;
  }
}

/** Data went either way of late, or is on its way. */
function isMoving(rows: SocketRows, slot: number, recentMillis: number): boolean {
  const quietMillis = Math.min(rows.value(slot, AT.sentAgo), rows.value(slot, AT.receivedAgo));
  return quietMillis <= recentMillis || rows.value(slot, AT.unacked) > 0;
}

function larger(known: number, value: number): number {
  return known >= value || value !== value ? known : value;
}

function add(column: Float64Array, at: number, amount: number): void {
  if (amount > 0) column[at] = (column[at] as number) + amount;
}
