// Cost: some thirty loads per socket, nothing is allocated. Bench: test/bench/netlink.bench.ts.
// Owns the meaning of an answer of sock_diag(7): inet_diag_msg, tcp_info, skmeminfo (linux/inet_diag.h, linux/tcp.h).
// Invariant: nothing outside [from, end) is read; what an older kernel does not tell is NaN, never what was there before.

import { longAt, wordAt } from './messages.ts';

/** Bytes of inet_diag_msg. */
const DIAG_BYTES = 72;
export const ADDRESS_BYTES = 16;

const AF_INET = 2;
const AF_INET6 = 10;
/** Attributes, linux/inet_diag.h. */
const INET_DIAG_INFO = 2;
const INET_DIAG_SKMEMINFO = 7;
const SK_MEMINFO_DROPS = 8;
const NEVER = 0xffff_ffff;

/**
 * What is known of a socket, by its place in `values`. Times are microseconds but for `sentAgo` and `receivedAgo`, which
 * are milliseconds. `state`: TCP_ESTABLISHED = 1 … as in net/tcp_states.h, for UDP too. `receiveQueue`: bytes nobody has
 * read yet, of a listener the connections nobody has accepted yet; `sendQueue`: bytes sent and not acknowledged, of a
 * listener how many connections may wait. The kernel counts the SYN as a byte of `bytesAcked`. `bytesSent` is payload,
 * repetitions included; `bytesRepeated` are these alone.
 */
export const AT = {
  version: 0,
  state: 1,
  localPort: 2,
  remotePort: 3,
  cookie: 4,
  receiveQueue: 5,
  sendQueue: 6,
  uid: 7,
  inode: 8,
  drops: 9,
  segmentBytes: 10,
  unacked: 11,
  lost: 12,
  sentAgo: 13,
  receivedAgo: 14,
  rtt: 15,
  cwnd: 16,
  retransmits: 17,
  bytesAcked: 18,
  bytesReceived: 19,
  segmentsSent: 20,
  notSent: 21,
  minRtt: 22,
  deliveryRate: 23,
  busyTime: 24,
  receiverLimited: 25,
  bufferLimited: 26,
  bytesSent: 27,
  bytesRepeated: 28,
  protocol: 29,
  netns: 30,
} as const;
export type Known = (typeof AT)[keyof typeof AT];
export const VALUES = Object.keys(AT).length;

/** One socket as the kernel tells of it; the same object is filled for each. */
export class SocketRecord {
  /** By AT; NaN is unknown. `protocol` and `netns` are for the asker to fill. */
  readonly values = new Float64Array(VALUES).fill(NaN).fill(0, AT.netns);
  /** 16 bytes, of which IPv4 uses four. */
  readonly local = new Uint8Array(ADDRESS_BYTES);
  readonly remote = new Uint8Array(ADDRESS_BYTES);

  /** Fills the record from an inet_diag_msg; false where the bytes are no socket of IPv4 or IPv6. */
  decode(bytes: DataView, from: number, end: number, little: boolean): boolean {
    const limit = Math.min(end, bytes.byteLength);
    if (from < 0 || from + DIAG_BYTES > limit) return false;
    const family = bytes.getUint8(from);
    if (family !== AF_INET && family !== AF_INET6) return false;
    const { values, local, remote } = this;
    values[AT.version] = family === AF_INET ? 4 : 6;
    values[AT.state] = bytes.getUint8(from + 1);
    values[AT.localPort] = bytes.getUint16(from + 4);
    values[AT.remotePort] = bytes.getUint16(from + 6);
    for (let i = 0; i < ADDRESS_BYTES; i++) {
      local[i] = bytes.getUint8(from + 8 + i);
      remote[i] = bytes.getUint8(from + 24 + i);
    }
    values[AT.cookie] = bytes.getUint32(from + 44, little) + bytes.getUint32(from + 48, little) * 2 ** 32;
    values[AT.receiveQueue] = bytes.getUint32(from + 56, little);
    values[AT.sendQueue] = bytes.getUint32(from + 60, little);
    values[AT.uid] = bytes.getUint32(from + 64, little);
    values[AT.inode] = bytes.getUint32(from + 68, little);
    values[AT.drops] = NaN;
    this.decodeInfo(bytes, 0, 0, little);
    this.decodeAttributes(bytes, from + DIAG_BYTES, limit, little);
    return true;
  }

  /** walkAttributes() without a function for each socket. */
  private decodeAttributes(bytes: DataView, from: number, end: number, little: boolean): void {
    for (let at = from; at + 4 <= end; ) {
      const size = bytes.getUint16(at, little);
      if (size < 4 || at + size > end) return;
      const type = bytes.getUint16(at + 2, little);
      if (type === INET_DIAG_INFO) this.decodeInfo(bytes, at + 4, at + size, little);
      else if (type === INET_DIAG_SKMEMINFO) this.values[AT.drops] = wordAt(bytes, at + 4 + SK_MEMINFO_DROPS * 4, at + size, little);
      at += (size + 3) & ~3;
    }
  }

  /** Kernels tell more from version to version: each field counts only when the answer is long enough for it. */
  private decodeInfo(bytes: DataView, from: number, end: number, little: boolean): void {
    const { values } = this;
    const rtt = wordAt(bytes, from + 68, end, little);
    const minRtt = wordAt(bytes, from + 148, end, little);
    values[AT.segmentBytes] = wordAt(bytes, from + 16, end, little);
    values[AT.unacked] = wordAt(bytes, from + 24, end, little);
    values[AT.lost] = wordAt(bytes, from + 32, end, little);
    values[AT.sentAgo] = wordAt(bytes, from + 44, end, little);
    values[AT.receivedAgo] = wordAt(bytes, from + 52, end, little);
    values[AT.rtt] = rtt === 0 ? NaN : rtt;
    values[AT.cwnd] = wordAt(bytes, from + 80, end, little);
    values[AT.retransmits] = wordAt(bytes, from + 100, end, little);
    values[AT.bytesAcked] = longAt(bytes, from + 120, end, little);
    values[AT.bytesReceived] = longAt(bytes, from + 128, end, little);
    values[AT.segmentsSent] = wordAt(bytes, from + 136, end, little);
    values[AT.notSent] = wordAt(bytes, from + 144, end, little);
    values[AT.minRtt] = minRtt === NEVER ? NaN : minRtt;
    values[AT.deliveryRate] = longAt(bytes, from + 160, end, little);
    values[AT.busyTime] = longAt(bytes, from + 168, end, little);
    values[AT.receiverLimited] = longAt(bytes, from + 176, end, little);
    values[AT.bufferLimited] = longAt(bytes, from + 184, end, little);
    values[AT.bytesSent] = longAt(bytes, from + 200, end, little);
    values[AT.bytesRepeated] = longAt(bytes, from + 208, end, little);
  }
}
