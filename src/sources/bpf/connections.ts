// Cost: some forty loads and stores per connection, nothing is allocated. Bench: test/bench/netlink.bench.ts.
// Reads all TCP connections of the network namespace at once, by tcp.bpf.c, and makes of each what sock_diag(7) would answer.
// Invariant: nothing behind the last whole record is looked at; any bytes make numbers; what is not known is NaN.

import { readFileSync } from 'node:fs';
import type { Availability } from '../../core/frame.ts';
import type { BpfIterator } from '../../native/bpf-iterator.ts';
import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import { ADDRESS_BYTES, AT, type SocketRecord } from '../netlink/socket-record.ts';
import { probeBpf } from './availability.ts';
import { countRecords } from './whole-records.ts';

/** The iterator came with 5.9, cookies for it with 5.12. */
const NEEDS = [5, 12] as const;

/** struct connection of tcp.bpf.c: its size, and where its fields begin, in bytes. */
export const CONNECTION = {
  bytes: 184,
  cookie: 0,
  inode: 8,
  bytesAcked: 16,
  bytesReceived: 24,
  bytesSent: 32,
  bytesRepeated: 40,
  local: 48,
  remote: 64,
  uid: 80,
  receiveQueue: 84,
  sendQueue: 88,
  drops: 92,
  segmentBytes: 96,
  unacked: 100,
  lost: 104,
  sentAt: 108,
  receivedAt: 112,
  rtt: 116,
  cwnd: 120,
  retransmits: 124,
  segmentsSent: 128,
  notSent: 132,
  minRtt: 136,
  delivered: 140,
  deliveredMicros: 144,
  limitStarted: 148,
  busy: 152,
  receiverLimited: 156,
  bufferLimited: 160,
  now: 164,
  finTimeout: 168,
  family: 172,
  localPort: 174,
  remotePort: 176,
  state: 178,
  limit: 179,
  isWhole: 180,
} as const;

const WORD = 4;
const ADDRESS_WORDS = ADDRESS_BYTES / WORD;
const HIGH_WORD = 2 ** 32;
const AF_INET = 2;
const TCP = 6;
const NEVER = 0xffff_ffff;
/** chrono_type, linux/tcp.h. */
const BUSY = 1;
const RECEIVER_LIMITED = 2;
const BUFFER_LIMITED = 3;
const MICROS = 1_000_000;

/** Whether connections can be read so here. Loads nothing into the kernel. */
export function probeConnections(root: string): Availability {
  return probeBpf(root, NEEDS);
}

/** The program in the kernel, which runs when it is read. Throws a BpfError where it cannot be had. */
export function openConnections(): Connections {
  const finTimeoutSeconds = Number(readFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', 'latin1'));
  const object = loadBpfObject('tcp');
  try {
    return new Connections(object.iterator('tell_connections'), object, finTimeoutSeconds);
  } catch (error) {
    object.close();
    throw error;
  }
}

export class Connections {
  count = 0;
  private words = new Uint32Array(0);
  private bytes = new Uint8Array(0);
  /** The record that was filled last, and its addresses as words. */
  private record: SocketRecord | null = null;
  private local = new Uint32Array(0);
  private remote = new Uint32Array(0);

  /** `finTimeoutSeconds`: what one of the fields is in seconds, which tells how long a jiffy is. */
  constructor(
    private readonly source: Pick<BpfIterator, 'bytes' | 'length' | 'read'>,
    private readonly object: Pick<BpfObject, 'close'>,
    private readonly finTimeoutSeconds: number,
  ) {}

  /** Throws a BpfError when the kernel ends it earlier. */
  read(): void {
    this.count = 0;
    const { source } = this;
    source.read();
    const { bytes, length } = source;
    const count = countRecords(length, CONNECTION.bytes);
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, length / WORD);
    this.bytes = bytes;
    this.count = count;
  }

  state(index: number): number {
    return this.bytes[index * CONNECTION.bytes + CONNECTION.state] as number;
  }

  /** Fills the record with a connection, but for `netns`. */
  decode(index: number, record: SocketRecord): void {
    const at = index * CONNECTION.bytes;
    const { bytes } = this;
    const { values } = record;
    this.decodeAddresses(at / WORD, record);
    values[AT.version] = this.half(at + CONNECTION.family) === AF_INET ? 4 : 6;
    values[AT.protocol] = TCP;
    values[AT.state] = bytes[at + CONNECTION.state] as number;
    values[AT.localPort] = this.half(at + CONNECTION.localPort);
    values[AT.remotePort] = this.half(at + CONNECTION.remotePort);
    values[AT.cookie] = this.wide(at + CONNECTION.cookie);
    values[AT.receiveQueue] = this.word(at + CONNECTION.receiveQueue);
    values[AT.sendQueue] = this.word(at + CONNECTION.sendQueue);
    values[AT.uid] = this.word(at + CONNECTION.uid);
    values[AT.inode] = this.wide(at + CONNECTION.inode);
    if (this.word(at + CONNECTION.isWhole) === 0) values.fill(NaN, AT.drops, AT.protocol);
    else this.decodeWhole(at, values);
  }

  close(): void {
    this.count = 0;
    this.object.close();
  }

  /** By words: a fourth of the steps. */
  private decodeAddresses(at: number, record: SocketRecord): void {
    if (record !== this.record) {
      this.record = record;
      this.local = new Uint32Array(record.local.buffer, record.local.byteOffset, ADDRESS_WORDS);
      this.remote = new Uint32Array(record.remote.buffer, record.remote.byteOffset, ADDRESS_WORDS);
    }
    const { words, local, remote } = this;
    for (let i = 0; i < ADDRESS_WORDS; i++) {
      local[i] = words[at + CONNECTION.local / WORD + i] as number;
      remote[i] = words[at + CONNECTION.remote / WORD + i] as number;
    }
  }

  private decodeWhole(at: number, values: Float64Array): void {
    const rtt = this.word(at + CONNECTION.rtt) >>> 3;
    const minRtt = this.word(at + CONNECTION.minRtt);
    values[AT.drops] = this.word(at + CONNECTION.drops);
    values[AT.segmentBytes] = this.word(at + CONNECTION.segmentBytes);
    values[AT.unacked] = this.word(at + CONNECTION.unacked);
    values[AT.lost] = this.word(at + CONNECTION.lost);
    values[AT.rtt] = rtt === 0 ? NaN : rtt;
    values[AT.cwnd] = this.word(at + CONNECTION.cwnd);
    values[AT.retransmits] = this.word(at + CONNECTION.retransmits);
    values[AT.bytesAcked] = this.wide(at + CONNECTION.bytesAcked);
    values[AT.bytesReceived] = this.wide(at + CONNECTION.bytesReceived);
    values[AT.segmentsSent] = this.word(at + CONNECTION.segmentsSent);
    values[AT.notSent] = this.word(at + CONNECTION.notSent);
    values[AT.minRtt] = minRtt === NEVER ? NaN : minRtt;
    values[AT.bytesSent] = this.wide(at + CONNECTION.bytesSent);
    values[AT.bytesRepeated] = this.wide(at + CONNECTION.bytesRepeated);
    this.decodeTimes(at, values);
  }

  private decodeTimes(at: number, values: Float64Array): void {
    const now = this.word(at + CONNECTION.now);
    const jiffies = this.word(at + CONNECTION.finTimeout) / this.finTimeoutSeconds;
    const limit = this.bytes[at + CONNECTION.limit] as number;
    const going = (now - this.word(at + CONNECTION.limitStarted)) >>> 0;
    const micros = Math.floor(MICROS / jiffies);
    const receiver = (this.word(at + CONNECTION.receiverLimited) + (limit === RECEIVER_LIMITED ? going : 0)) * micros;
    const buffer = (this.word(at + CONNECTION.bufferLimited) + (limit === BUFFER_LIMITED ? going : 0)) * micros;
    const delivered = this.word(at + CONNECTION.delivered);
    const deliveredMicros = this.word(at + CONNECTION.deliveredMicros);
    values[AT.sentAgo] = Math.floor((((now - this.word(at + CONNECTION.sentAt)) >>> 0) * 1000) / jiffies);
    values[AT.receivedAgo] = Math.floor((((now - this.word(at + CONNECTION.receivedAt)) >>> 0) * 1000) / jiffies);
    values[AT.busyTime] = (this.word(at + CONNECTION.busy) + (limit === BUSY ? going : 0)) * micros + receiver + buffer;
    values[AT.receiverLimited] = receiver;
    values[AT.bufferLimited] = buffer;
    values[AT.deliveryRate] =
      deliveredMicros === 0 ? 0 : Math.floor((delivered * this.word(at + CONNECTION.segmentBytes) * MICROS) / deliveredMicros);
  }

  private half(at: number): number {
    return (this.bytes[at] as number) | ((this.bytes[at + 1] as number) << 8);
  }

  private word(at: number): number {
    return this.words[at / WORD] as number;
  }

  /** Exact to 2^53. */
  private wide(at: number): number {
    return (this.words[at / WORD] as number) + (this.words[at / WORD + 1] as number) * HIGH_WORD;
  }
}
