// Asks sock_diag(7) for all sockets of a protocol. Must never keep what it was told: that is what rows are for.

import { endianness } from 'node:os';
import { NETLINK_SOCK_DIAG, openNetlink, type NetlinkSocket } from '../../native/netlink.ts';
import { dumpRequest, isUnfinished, walkMessages } from './messages.ts';
import { AT, SocketRecord } from './socket-record.ts';

export const TCP = 6;
export const UDP = 17;
export type Protocol = typeof TCP | typeof UDP;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DIAG_BY_FAMILY = 20;
/** Bytes of inet_diag_req_v2, and where its states stand. */
const REQUEST_BYTES = 56;
/** Bits of idiag_ext: the attribute's number less one. INFO is tcp_info, SKMEMINFO has the drops. */
const EXTENSIONS = (1 << (2 - 1)) | (1 << (7 - 1));

/** net/tcp_states.h, by the names ss(8) has for them; UDP sockets are ESTAB when they are connected, else UNCONN. */
export const STATES = [
  '', 'ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'UNCONN', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN',
  'CLOSING', 'SYN-RECV',
] as const;
export const ESTABLISHED = 1;
export const SYN_SENT = 2;
export const SYN_RECV = 3;
export const TIME_WAIT = 6;
export const CLOSE = 7;
export const LISTEN = 10;
export const NEW_SYN_RECV = 12;
const ALL_STATES = 0xfff;

export class Diag {
  private readonly little = endianness() === 'LE';
  private readonly record = new SocketRecord();
  private sequence = 0;

  private constructor(
    private readonly socket: NetlinkSocket,
    netns: number,
  ) {
    this.record.values[AT.netns] = netns;
  }

  /**
   * Asks in the network namespace of this inode: that behind `file`, or the one of this thread. Throws where netlink, or the
   * way there, cannot be had.
   */
  static open(netns = NaN, file: string | null = null): Diag {
    return new Diag(openNetlink(NETLINK_SOCK_DIAG, file), netns);
  }

  /** Hands each socket to `take`, in one record that is filled anew. Throws where the kernel refuses. */
  dump(protocol: Protocol, states: number, take: (record: SocketRecord) => void): void {
    for (const family of [AF_INET, AF_INET6]) this.dumpFamily(family, protocol, states, take);
  }

  close(): void {
    this.socket.close();
  }

  private dumpFamily(family: number, protocol: Protocol, states: number, take: (record: SocketRecord) => void): void {
    const { record, little } = this;
    const sequence = ++this.sequence;
    const body = new Uint8Array(REQUEST_BYTES);
    body.set([family, protocol, EXTENSIONS]);
    new DataView(body.buffer).setUint32(4, states, little);
    const each = (bytes: DataView) => (from: number, end: number) => {
      if (!record.decode(bytes, from, end, little)) return;
      record.values[AT.protocol] = protocol;
      take(record);
    };
    this.socket.ask(dumpRequest(SOCK_DIAG_BY_FAMILY, sequence, body, little), (bytes, length) => {
      return isUnfinished(walkMessages(bytes, length, sequence, little, each(bytes)));
    });
  }
}

/** How many sockets the kernel tells of now, listening ones too. Throws where it refuses. */
export function countSockets(): { readonly tcp: number; readonly udp: number } {
  const diag = Diag.open();
  const counts = { tcp: 0, udp: 0 };
  try {
    diag.dump(TCP, statesBut(), () => {
      counts.tcp++;
    });
    diag.dump(UDP, statesBut(), () => {
      counts.udp++;
    });
    return counts;
  } finally {
    diag.close();
  }
}

/** All states but these. */
export function statesBut(...without: readonly number[]): number {
  return without.reduce((mask, state) => mask & ~(1 << state), ALL_STATES << 1);
}

export function only(...states: readonly number[]): number {
  return states.reduce((mask, state) => mask | (1 << state), 0);
}
