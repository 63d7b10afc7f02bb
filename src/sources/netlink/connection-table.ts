// Cost: some forty stores per socket. Bench: test/bench/netlink.bench.ts.
// Makes the tables of connections and of listening sockets of the rows of the last pass.
// Invariant: what the kernel did not tell is NaN; rates are over the time between the two passes and never negative.

import { CONNECTION_COLUMNS, type ConnectionColumnId } from '../../core/fields/connection.ts';
import { LISTENER_COLUMNS, type ListenerColumnId } from '../../core/fields/listener.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { Table } from '../../core/table.ts';
import { LISTEN, TCP, TIME_WAIT } from './diag.ts';
import { limitOf } from './limit.ts';
import type { Owners } from './owners.ts';
import { AT } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';
import type { SocketTexts } from './socket-texts.ts';

/** What a table is made of. */
export interface Made {
  readonly rows: SocketRows;
  readonly texts: SocketTexts;
  readonly owners: Owners;
  readonly processes: ProcessRows;
  readonly interner: Interner;
  /** Between the last two passes; NaN after the first. */
  readonly intervalSeconds: number;
}

const MICRO = 1e-6;

export function connectionTable(made: Made): Table<ConnectionColumnId> {
  const { rows, texts, intervalSeconds: seconds } = made;
  const table = new Table(CONNECTION_COLUMNS, Math.max(1, rows.count));
  const c = table.columns;
  table.rows = rows.count;
  texts.begin();
  for (let row = 0; row < rows.count; row++) {
    const slot = rows.live[row] as number;
    const isTcp = rows.value(slot, AT.protocol) === TCP;
    fillOwner(made, c, slot, row);
    c.protocol[row] = texts.protocol(slot);
    c.local[row] = texts.local(slot);
    c.remote[row] = texts.remote(slot);
    c.localPort[row] = rows.value(slot, AT.localPort);
    c.state[row] = texts.state(slot);
    c.rateIn[row] = rows.change(slot, AT.bytesReceived) / seconds;
    c.rateOut[row] = rows.change(slot, AT.bytesAcked) / seconds;
    c.rate[row] = (c.rateIn[row] as number) + (c.rateOut[row] as number);
    c.bytesIn[row] = rows.value(slot, AT.bytesReceived);
    c.bytesOut[row] = rows.value(slot, AT.bytesAcked);
    c.rtt[row] = rows.value(slot, AT.rtt) * MICRO;
    c.minRtt[row] = rows.value(slot, AT.minRtt) * MICRO;
    c.inflation[row] = rows.value(slot, AT.rtt) / rows.value(slot, AT.minRtt);
    c.retransmits[row] = rows.value(slot, AT.retransmits);
    c.retransmitShare[row] = share(repeated(rows, slot), sent(rows, slot));
    c.receiveQueue[row] = rows.value(slot, AT.receiveQueue);
    c.sendQueue[row] = rows.value(slot, AT.sendQueue);
    c.cwnd[row] = rows.value(slot, AT.cwnd);
    c.mss[row] = rows.value(slot, AT.segmentBytes);
    c.unacked[row] = rows.value(slot, AT.unacked);
    c.lost[row] = rows.value(slot, AT.lost);
    c.delivery[row] = rows.value(slot, AT.deliveryRate);
    c.idle[row] = Math.min(rows.value(slot, AT.sentAgo), rows.value(slot, AT.receivedAgo)) / 1000;
    c.drops[row] = rows.value(slot, AT.drops);
    c.limit[row] = isTcp ? limit(made, slot) : NaN;
  }
  return table;
}

export function listenerTable(made: Made): Table<ListenerColumnId> {
  const { rows, texts, intervalSeconds: seconds } = made;
  const table = new Table(LISTENER_COLUMNS, Math.max(1, rows.count));
  const c = table.columns;
  table.rows = rows.count;
  texts.begin();
  for (let row = 0; row < rows.count; row++) {
    const slot = rows.live[row] as number;
    const isTcp = rows.value(slot, AT.state) === LISTEN;
    fillOwner(made, c, slot, row);
    c.port[row] = rows.value(slot, AT.localPort);
    c.protocol[row] = texts.protocol(slot);
    c.local[row] = texts.address(slot);
    c.queue[row] = rows.value(slot, AT.receiveQueue);
    c.backlog[row] = isTcp ? rows.value(slot, AT.sendQueue) : NaN;
    c.queueUse[row] = ((c.queue[row] as number) * 100) / (c.backlog[row] as number);
    c.overflows[row] = rows.value(slot, AT.drops);
    c.overflowRate[row] = rows.change(slot, AT.drops) / seconds;
  }
  return table;
}

/** What was sent, and of that what was sent again: in bytes, or in segments where the kernel counts no bytes. */
function sent(rows: SocketRows, slot: number): number {
  return rows.value(slot, hasBytes(rows, slot) ? AT.bytesSent : AT.segmentsSent);
}

function repeated(rows: SocketRows, slot: number): number {
  return rows.value(slot, hasBytes(rows, slot) ? AT.bytesRepeated : AT.retransmits);
}

/** Whether the kernel counts the bytes that were sent (Linux 4.19). */
export function hasBytes(rows: SocketRows, slot: number): boolean {
  const bytes = rows.value(slot, AT.bytesRepeated);
  return bytes === bytes;
}

/** Percent; of nothing there is no share. */
function share(part: number, whole: number): number {
  return whole > 0 ? (part * 100) / whole : NaN;
}

type OwnerColumns = Record<'pid' | 'start' | 'command' | 'user' | 'uid' | 'netns' | 'cookie', Float64Array>;

function fillOwner({ rows, texts, owners, processes }: Made, c: OwnerColumns, slot: number, row: number): void {
  const owner = owners.ownerOf(rows.value(slot, AT.inode));
  const process = owner === null ? -1 : processes.find(owner.pid);
  c.pid[row] = owner?.pid ?? NaN;
  c.start[row] = owner?.start ?? NaN;
  c.command[row] = process === -1 ? NaN : (processes.columns.command[process] as number);
  // The kernel does not say who made what is only waiting for its end.
  const isNobodys = rows.value(slot, AT.state) === TIME_WAIT;
  c.uid[row] = isNobodys ? NaN : rows.value(slot, AT.uid);
  c.user[row] = isNobodys ? NaN : texts.user(slot);
  c.netns[row] = rows.value(slot, AT.netns);
  c.cookie[row] = rows.value(slot, AT.cookie);
}

function limit({ rows, interner, intervalSeconds: seconds }: Made, slot: number): number {
  const text = limitOf({
    seconds,
    busy: rows.change(slot, AT.busyTime) * MICRO,
    receiverLimited: rows.change(slot, AT.receiverLimited) * MICRO,
    bufferLimited: rows.change(slot, AT.bufferLimited) * MICRO,
    bytesSent: rows.change(slot, AT.bytesAcked),
    bytesReceived: rows.change(slot, AT.bytesReceived),
    unread: rows.value(slot, AT.receiveQueue),
  });
  return text === null ? NaN : interner.idOf(text);
}
