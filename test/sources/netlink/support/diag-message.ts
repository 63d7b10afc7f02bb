// Writes what the kernel answers, from linux/inet_diag.h and linux/tcp.h: a second reading of the headers, not ours.

/** Offsets in struct tcp_info, and whether a field has eight bytes. */
const INFO: Readonly<Record<string, readonly [at: number, isLong: boolean]>> = {
  segmentBytes: [16, false], unacked: [24, false], lost: [32, false], sentAgo: [44, false], receivedAgo: [52, false],
  rtt: [68, false], cwnd: [80, false], retransmits: [100, false], bytesAcked: [120, true], bytesReceived: [128, true],
  segmentsSent: [136, false], notSent: [144, false], minRtt: [148, false], deliveryRate: [160, true], busyTime: [168, true],
  receiverLimited: [176, true], bufferLimited: [184, true], bytesSent: [200, true], bytesRepeated: [208, true],
};

/** struct tcp_info of this many bytes; fields that do not fit are left out. */
export function tcpInfo(fields: Readonly<Record<string, number>>, length: number, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  for (const [name, value] of Object.entries(fields)) {
    const [at, isLong] = INFO[name] ?? [NaN, false];
    if (!(at + (isLong ? 8 : 4) <= length)) continue;
    if (isLong) view.setBigUint64(at, BigInt(value), little);
    else view.setUint32(at, value, little);
  }
  return new Uint8Array(view.buffer);
}

export interface Socket {
  readonly family?: number;
  readonly state?: number;
  readonly localPort?: number;
  readonly remotePort?: number;
  readonly local?: readonly number[];
  readonly remote?: readonly number[];
  readonly cookie?: number;
  readonly receiveQueue?: number;
  readonly sendQueue?: number;
  readonly uid?: number;
  readonly inode?: number;
  readonly info?: Uint8Array;
  readonly drops?: number;
}

/** struct inet_diag_msg and its attributes, without the header of the message. */
export function diagMessage(socket: Socket, little: boolean): DataView {
  const head = Buffer.alloc(72);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  head[0] = socket.family ?? 2;
  head[1] = socket.state ?? 1;
  view.setUint16(4, socket.localPort ?? 0);
  view.setUint16(6, socket.remotePort ?? 0);
  head.set(socket.local ?? [], 8);
  head.set(socket.remote ?? [], 24);
  // The kernel keeps the cookie as two words, the low one first.
  const [low, high] = [(socket.cookie ?? 0) % 2 ** 32, Math.floor((socket.cookie ?? 0) / 2 ** 32)];
  view.setUint32(44, low, little);
  view.setUint32(48, high, little);
  view.setUint32(56, socket.receiveQueue ?? 0, little);
  view.setUint32(60, socket.sendQueue ?? 0, little);
  view.setUint32(64, socket.uid ?? 0, little);
  view.setUint32(68, socket.inode ?? 0, little);
  const attributes = [
    ...(socket.drops === undefined ? [] : [attribute(7, memory(socket.drops, little), little)]),
    ...(socket.info === undefined ? [] : [attribute(2, socket.info, little)]),
  ];
  const all = Buffer.concat([head, ...attributes]);
  return new DataView(all.buffer, all.byteOffset, all.length);
}

/** Nine words, of which the last counts drops. */
function memory(drops: number, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(36));
  view.setUint32(32, drops, little);
  return new Uint8Array(view.buffer);
}

function attribute(type: number, payload: Uint8Array, little: boolean): Buffer {
  const bytes = Buffer.alloc((4 + payload.length + 3) & ~3);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint16(0, 4 + payload.length, little);
  view.setUint16(2, type, little);
  bytes.set(payload, 4);
  return bytes;
}
