// Cost: some forty stores per socket, most of them in a loop over one column. Bench: test/bench/netlink.bench.ts.
// Makes the tables of connections and of listening sockets of the rows of the last pass.
// Invariant: what the kernel did not tell is NaN; rates are over the time between the two passes and never negative.

import { CONNECTION_COLUMNS, type ConnectionColumnId } from '../../core/fields/connection.ts';
import { LISTENER_COLUMNS, type ListenerColumnId } from '../../core/fields/listener.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { Table } from '../../core/table.ts';
import { LISTEN, NEW_SYN_RECV, SYN_RECV, SYN_SENT, TCP, TIME_WAIT } from './diag.ts';
import { limitOf } from './limit.ts';
import type { RowOwners } from './row-owners.ts';
import { AT, type Known } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';
import type { SocketTexts } from './socket-texts.ts';

/** What a table is made of. */
export interface Made {
  readonly rows: SocketRows;
  readonly texts: SocketTexts;
  readonly owners: RowOwners;
  readonly processes: ProcessRows;
  readonly interner: Interner;
  /** Between the last two passes; NaN after the first. */
  readonly intervalSeconds: number;
}

const MICRO = 1e-6;

/** Columns that are what the kernel says, and the factor to their unit. */
const COPIED: readonly (readonly [id: ConnectionColumnId, what: Known, factor: number])[] = [
  ['localPort', AT.localPort, 1],
  ['bytesIn', AT.bytesReceived, 1],
  ['bytesOut', AT.bytesAcked, 1],
  ['rtt', AT.rtt, MICRO],
  ['minRtt', AT.minRtt, MICRO],
  ['retransmits', AT.retransmits, 1],
  ['receiveQueue', AT.receiveQueue, 1],
  ['sendQueue', AT.sendQueue, 1],
  ['cwnd', AT.cwnd, 1],
  ['mss', AT.segmentBytes, 1],
  ['unacked', AT.unacked, 1],
  ['lost', AT.lost, 1],
  ['delivery', AT.deliveryRate, 1],
  ['drops', AT.drops, 1],
];
const COPIED_VALUES = COPIED.map(([, what]) => what);
const FACTORS = COPIED.map(([, , factor]) => factor);

export function connectionTable(made: Made): Table<ConnectionColumnId> {
  const { rows, texts, intervalSeconds: seconds } = made;
  const table = new Table(CONNECTION_COLUMNS, Math.max(1, rows.count));
  const c = table.columns;
  table.rows = rows.count;
  texts.begin();
  rows.copy(COPIED_VALUES, COPIED.map(([id]) => c[id]), FACTORS);
  rows.copyRates(AT.bytesReceived, c.rateIn, seconds);
  rows.copyRates(AT.bytesAcked, c.rateOut, seconds);
  const { protocol, local, remote, state, rate, rateIn, rateOut, rtt, minRtt, inflation, retransmitShare, idle, limit } = c;
  for (let row = 0; row < rows.count; row++) {
    const slot = rows.live[row] as number;
    fillOwner(made, c, slot, row);
    protocol[row] = texts.protocol(slot);
    local[row] = texts.local(slot);
    remote[row] = texts.remote(slot);
    state[row] = texts.state(slot);
    rate[row] = (rateIn[row] as number) + (rateOut[row] as number);
    inflation[row] = (rtt[row] as number) / (minRtt[row] as number);
    retransmitShare[row] = share(repeated(rows, slot), sent(rows, slot));
    idle[row] = Math.min(rows.value(slot, AT.sentAgo), rows.value(slot, AT.receivedAgo)) / 1000;
    limit[row] = rows.value(slot, AT.protocol) === TCP && isMade(rows.value(slot, AT.state)) ? limitIn(made, slot) : NaN;
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
  const pid = owners.pids[slot] as number;
  const process = pid === pid ? processes.find(pid) : -1;
  c.pid[row] = pid;
  c.start[row] = owners.starts[slot] as number;
  c.command[row] = process === -1 ? NaN : (processes.columns.command[process] as number);
  // The kernel does not say who made what is only waiting for its end.
  const isNobodys = rows.value(slot, AT.state) === TIME_WAIT;
  c.uid[row] = isNobodys ? NaN : rows.value(slot, AT.uid);
  c.user[row] = isNobodys ? NaN : texts.user(slot);
  c.netns[row] = rows.value(slot, AT.netns);
  c.cookie[row] = rows.value(slot, AT.cookie);
}

/** Of a connection that waits for an answer to its first packet nothing else can be said. */
function isMade(state: number): boolean {
  return state !== SYN_SENT && state !== SYN_RECV && state !== NEW_SYN_RECV;
}

/** Filled anew for each row. */
const spent = { seconds: NaN, busy: NaN, receiverLimited: NaN, bufferLimited: NaN, bytesSent: NaN, bytesReceived: NaN, unread: NaN };

function limitIn({ rows, interner, intervalSeconds }: Made, slot: number): number {
  spent.seconds = intervalSeconds;
  spent.busy = rows.change(slot, AT.busyTime) * MICRO;
  spent.receiverLimited = rows.change(slot, AT.receiverLimited) * MICRO;
  spent.bufferLimited = rows.change(slot, AT.bufferLimited) * MICRO;
  spent.bytesSent = rows.change(slot, AT.bytesAcked);
  spent.bytesReceived = rows.change(slot, AT.bytesReceived);
  spent.unread = rows.value(slot, AT.receiveQueue);
  const text = limitOf(spent);
  return text === null ? NaN : interner.idOf(text);
}
