// Cost: one text per socket that moved payload since the pass before. Bench: test/bench/netlink.bench.ts.
// Owns who uses an interface: the three processes that moved most payload through it, with their shares of all of that.
// Invariant: only sockets that are routed through an interface count, by their own address; what stays on this machine never.

import type { ProcessRows } from '../../core/process-rows.ts';
import { addressText } from './address.ts';
import type { Owners } from './owners.ts';
import { ADDRESS_BYTES, AT } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';

const MOST_NAMED = 3;
/** What is told of sockets whose process is not known. */
const NOBODY = -1;

/** Index of the interface by each address of this machine, as address.ts writes it. */
export type Addresses = ReadonlyMap<string, number>;

export interface Asked {
  readonly rows: readonly SocketRows[];
  readonly owners: Owners;
  readonly processes: ProcessRows;
  readonly addresses: Addresses;
  /** The network namespace the addresses are of. */
  readonly netns: number;
  readonly nameOf: (row: number) => string;
}

/** `java 61%, curl 20%`, by index of the interface; none for one that no known process used since the pass before. */
export function topShares(asked: Asked): ReadonlyMap<number, string> {
  const { processes, nameOf } = asked;
  const amounts = new Map<number, Map<number, number>>();
  for (const rows of asked.rows) addAmounts(amounts, rows, asked);
  const named = (pid: number): string => {
    const row = pid === NOBODY ? -1 : processes.find(pid);
    return row === -1 ? '' : nameOf(row);
  };
  return new Map([...amounts].map(([index, ofProcesses]) => [index, wordShares(ofProcesses, named)]));
}

/** By interface and process. */
function addAmounts(amounts: Map<number, Map<number, number>>, rows: SocketRows, { owners, addresses, netns }: Asked): void {
  for (let i = 0; i < rows.count; i++) {
    const slot = rows.live[i] as number;
    const bytes = (rows.change(slot, AT.bytesReceived) || 0) + (rows.change(slot, AT.bytesAcked) || 0);
    const isHere = rows.value(slot, AT.netns) === netns;
    const index = bytes > 0 && isHere ? interfaceOf(rows, slot, addresses) : null;
    if (index === null) continue;
    const pid = owners.ownerOf(rows.value(slot, AT.inode))?.pid ?? NOBODY;
    const ofInterface = amounts.get(index) ?? new Map<number, number>();
    amounts.set(index, ofInterface.set(pid, (ofInterface.get(pid) ?? 0) + bytes));
  }
}

/**
 * Null where it is not routed through any: an end is on loopback, both ends are on this machine, or its address is of none,
 * as that of a socket that is bound to all of them.
 */
function interfaceOf(rows: SocketRows, slot: number, addresses: Addresses): number | null {
  const version = rows.value(slot, AT.version);
  const end = (which: 0 | 1): string => addressText(rows.addresses, (slot * 2 + which) * ADDRESS_BYTES, version);
  const [local, remote] = [end(0), end(1)];
  if (isLoopback(local) || isLoopback(remote) || addresses.has(remote)) return null;
  return addresses.get(local) ?? null;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Shares are of all that went through, also of what nobody is known for. */
function wordShares(amounts: ReadonlyMap<number, number>, named: (pid: number) => string): string {
  const total = [...amounts.values()].reduce((sum, bytes) => sum + bytes, 0);
  const known = [...amounts].flatMap(([pid, bytes]) => {
    const name = named(pid);
    return name === '' ? [] : [{ pid, name, bytes }];
  });
  known.sort((a, b) => b.bytes - a.bytes || a.pid - b.pid);
  return known.slice(0, MOST_NAMED).map(({ name, bytes }) => `${name} ${Math.round((bytes * 100) / total)}%`).join(', ');
}
