// Owns the meaning of an answer of rtnetlink(7): links with their counters, their addresses, and queueing disciplines with
// their counters (linux/if_link.h, linux/if_addr.h, linux/pkt_sched.h). Pure. Must never read outside [from, end), whatever lengths the bytes claim.

import { addressText } from './address.ts';
import { longAt, walkAttributes, wordAt } from './messages.ts';

/** Bytes of ifinfomsg, ifaddrmsg and tcmsg. */
const LINK_BYTES = 16;
const ADDRESS_HEAD_BYTES = 8;
const QDISC_BYTES = 20;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_OPERSTATE = 16;
const IFLA_STATS64 = 23;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const AF_INET6 = 10;
const TCA_KIND = 1;
const TCA_STATS2 = 7;
const TCA_STATS_QUEUE = 3;
const TC_H_ROOT = 0xffff_ffff;
/** RFC 2863, linux/if.h. */
const STATES = ['unknown', 'absent', 'down', 'lowerdown', 'testing', 'dormant', 'up'];

export interface LinkRecord {
  readonly index: number;
  /** As the kernel has it, a character a byte. */
  name: string;
  state: string;
  mtu: number;
  received: number;
  sent: number;
  errors: number;
  receiveDrops: number;
  sendDrops: number;
}

export interface QdiscRecord {
  readonly index: number;
  kind: string;
  backlog: number;
  drops: number;
}

/** A link from an RTM_NEWLINK message; null where the bytes are none. What is missing is NaN or ''. */
export function decodeLink(bytes: DataView, from: number, end: number, little: boolean): LinkRecord | null {
  const limit = Math.min(end, bytes.byteLength);
  if (from < 0 || from + LINK_BYTES > limit) return null;
  const index = bytes.getInt32(from + 4, little);
  const link = { index, name: '', state: '', mtu: NaN, received: NaN, sent: NaN, errors: NaN, receiveDrops: NaN, sendDrops: NaN };
  walkAttributes(bytes, from + LINK_BYTES, limit, little, (type, at, last) => {
    if (type === IFLA_IFNAME) link.name = textOf(bytes, at, last);
    else if (type === IFLA_MTU) link.mtu = wordAt(bytes, at, last, little);
    else if (type === IFLA_OPERSTATE && at < last) link.state = STATES[bytes.getUint8(at)] ?? '';
    else if (type === IFLA_STATS64) {
      // rtnl_link_stats64: packets, bytes, errors, dropped, each received and sent.
      link.received = longAt(bytes, at + 16, last, little);
      link.sent = longAt(bytes, at + 24, last, little);
      link.errors = longAt(bytes, at + 32, last, little) + longAt(bytes, at + 40, last, little);
      link.receiveDrops = longAt(bytes, at + 48, last, little);
      link.sendDrops = longAt(bytes, at + 56, last, little);
    }
  });
  return link;
}

/** An address of this machine, as address.ts writes it, from an RTM_NEWADDR message; null where the bytes are none. */
export function decodeAddress(bytes: DataView, from: number, end: number, little: boolean): { readonly index: number; readonly text: string } | null {
  const limit = Math.min(end, bytes.byteLength);
  if (from < 0 || from + ADDRESS_HEAD_BYTES > limit) return null;
  const isSix = bytes.getUint8(from) === AF_INET6;
  const index = bytes.getUint32(from + 4, little);
  const raw = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  walkAttributes(bytes, from + ADDRESS_HEAD_BYTES, limit, little, (type, at, last) => {
    // Of a point-to-point link IFA_ADDRESS is the other end, and IFA_LOCAL, where it is there, this one.
    const isMeant = type === IFA_LOCAL || (type === IFA_ADDRESS && text === '');
    if (isMeant && last - at === (isSix ? 16 : 4)) text = addressText(raw, at, isSix ? 6 : 4);
  });
  return text === '' ? null : { index, text };
}

/** The root qdisc of an interface from an RTM_NEWQDISC message; null for others, which it counts for. */
export function decodeQdisc(bytes: DataView, from: number, end: number, little: boolean): QdiscRecord | null {
  const limit = Math.min(end, bytes.byteLength);
  if (from < 0 || from + QDISC_BYTES > limit) return null;
  if (bytes.getUint32(from + 12, little) !== TC_H_ROOT) return null;
  const qdisc: QdiscRecord = { index: bytes.getInt32(from + 4, little), kind: '', backlog: NaN, drops: NaN };
  walkAttributes(bytes, from + QDISC_BYTES, limit, little, (type, at, last) => {
    if (type === TCA_KIND) qdisc.kind = textOf(bytes, at, last);
    else if (type === TCA_STATS2) {
      walkAttributes(bytes, at, last, little, (inner, innerAt, innerLast) => {
        if (inner !== TCA_STATS_QUEUE) return;
        qdisc.backlog = wordAt(bytes, innerAt + 4, innerLast, little);
        qdisc.drops = wordAt(bytes, innerAt + 8, innerLast, little);
      });
    }
  });
  return qdisc;
}

/** Up to the NUL, a character a byte. */
function textOf(bytes: DataView, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end && bytes.getUint8(at) !== 0; at++) text += String.fromCharCode(bytes.getUint8(at));
  return text;
}
