// Cost: one call per message of an answer. Bench: test/bench/netlink.bench.ts.
// Owns the framing of netlink(7): requests, the messages of an answer, the attributes of a message.
// Invariant: nothing outside [from, end) is ever read, whatever lengths the bytes claim.

import { errnoName } from '../../native/koffi.ts';

/** Message types, linux/netlink.h. */
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const HEADER_BYTES = 16;

/** What a dump ended with: its last message came, more is to come, or the kernel refused (a positive errno number). */
export type Progress = 'more' | 'done' | { readonly errno: number };

/** A request for a dump: the header, then `body`, in this byte order. */
export function dumpRequest(type: number, sequence: number, body: Uint8Array, little: boolean): Buffer {
  const request = Buffer.alloc(HEADER_BYTES + body.length);
  const view = new DataView(request.buffer, request.byteOffset, request.length);
  view.setUint32(0, request.length, little);
  view.setUint16(4, type, little);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, little);
  view.setUint32(8, sequence, little);
  request.set(body, HEADER_BYTES);
  return request;
}

/**
 * Hands the body of every message of an answer to `take`, as the range [from, end) of `bytes`. Messages of another
 * sequence are late answers to an earlier request and passed over; a message that does not fit ends the walk.
 */
export function walkMessages(
  bytes: DataView,
  length: number,
  sequence: number,
  little: boolean,
  take: (from: number, end: number, type: number) => void,
): Progress {
  const limit = Math.min(length, bytes.byteLength);
  for (let at = 0; at + HEADER_BYTES <= limit; ) {
    const size = bytes.getUint32(at, little);
    const type = bytes.getUint16(at + 4, little);
    if (size < HEADER_BYTES || at + size > limit) return 'more';
    if (bytes.getUint32(at + 8, little) === sequence) {
      if (type === NLMSG_DONE) return 'done';
      if (type === NLMSG_ERROR) return errorOf(bytes, at + HEADER_BYTES, at + size, little);
      take(at + HEADER_BYTES, at + size, type);
    }
    at += aligned(size);
  }
  return 'more';
}

/** Whether more answers must be read. Throws where the kernel refused. */
export function isUnfinished(progress: Progress): boolean {
  if (progress === 'more') return true;
  if (progress === 'done') return false;
  throw new Error(`the kernel does not answer: ${errnoName(progress.errno)}`);
}

/** Hands the payload of each attribute of [from, end) to `take`; one that does not fit ends the walk. */
export function walkAttributes(
  bytes: DataView,
  from: number,
  end: number,
  little: boolean,
  take: (type: number, from: number, end: number) => void,
): void {
  const limit = Math.min(end, bytes.byteLength);
  for (let at = from; at + 4 <= limit; ) {
    const size = bytes.getUint16(at, little);
    if (size < 4 || at + size > limit) return;
    // The two highest bits are flags: nested, network byte order.
    take(bytes.getUint16(at + 2, little) & 0x3fff, at + 4, at + size);
    at += aligned(size);
  }
}

/** A 32-bit number that ends before `end`; else NaN: older kernels write shorter records. */
export function wordAt(bytes: DataView, at: number, end: number, little: boolean): number {
  return at + 4 <= end ? bytes.getUint32(at, little) : NaN;
}

/** The same of a 64-bit counter: exact to 2^53, which is 9 PB. */
export function longAt(bytes: DataView, at: number, end: number, little: boolean): number {
  if (at + 8 > end) return NaN;
  const low = bytes.getUint32(at + (little ? 0 : 4), little);
  const high = bytes.getUint32(at + (little ? 4 : 0), little);
  return high * 2 ** 32 + low;
}

function errorOf(bytes: DataView, from: number, end: number, little: boolean): Progress {
  if (from + 4 > end) return { errno: 0 };
  const code = bytes.getInt32(from, little);
  // An error of 0 is an acknowledgement, which ends a request as well.
  return code === 0 ? 'done' : { errno: -code };
}

function aligned(size: number): number {
  return (size + 3) & ~3;
}
