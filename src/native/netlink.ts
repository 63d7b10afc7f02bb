// Owns netlink(7) sockets: opened, asked, read into one buffer that is used again for every answer, closed.
// Must never look into what the kernel answers: src/sources/netlink decodes it.

import { closeSync, openSync } from 'node:fs';
import { endianness } from 'node:os';
import { errnoName, loadKoffi, type Loaded } from './koffi.ts';
import { undisturbed } from './undisturbed.ts';

/** Families of netlink(7). */
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
const CLONE_NEWNET = 0x4000_0000;
/** What the kernel puts into one answer of a dump is at most 32 KiB. */
const ANSWER_BYTES = 1 << 16;
const RECEIVE_BUFFER_BYTES = 1 << 20;
/** Netlink speaks the machine's own byte order. */
const IS_LITTLE_ENDIAN = endianness() === 'LE';
/** A kernel that lost its answer must not hold the sample up for longer. */
const TIMEOUT_SECONDS = 1n;

/** A call that failed, with the name of its errno. */
export class NetlinkError extends Error {
  constructor(
    call: string,
    readonly errno: string,
  ) {
    super(`netlink: ${call}: ${errno}`);
    this.name = 'NetlinkError';
  }
}

export interface NetlinkSocket {
  /**
   * Sends a request and hands every answer to `take`, until that says the last has come (false). The bytes are valid
   * during the call only. Throws a NetlinkError, EAGAIN where no answer comes within a second.
   */
  ask(request: Buffer, take: (bytes: DataView, length: number) => boolean): void;
  close(): void;
}

type Call = (...args: readonly unknown[]) => number | bigint;

interface Calls {
  readonly socket: Call;
  readonly setns: Call;
  readonly setsockopt: Call;
  readonly send: Call;
  readonly recv: Call;
  readonly close: Call;
  readonly errno: () => string;
}

let bound: Loaded<Calls> | undefined;

/** Whether netlink can be spoken here at all, or why not. */
export function loadNetlink(): Loaded<Calls> {
  bound ??= undisturbed(bind);
  return bound;
}

/**
 * Opens a socket of this netlink family, in the network namespace behind `namespace` (a file as /proc/PID/ns/net) where one
 * is given: it stays there whatever the thread does. Throws a NetlinkError, EPERM where the right is missing, what open(2)
 * fails with, or an Error where koffi is missing.
 */
export function openNetlink(family: number, namespace: string | null = null): NetlinkSocket {
  const loaded = loadNetlink();
  if (!loaded.ok) throw new Error(loaded.reason);
  const calls = loaded.value;
  if (lost !== '') throw new Error(lost);
  const descriptor = namespace === null ? makeSocket(calls, family) : makeSocketIn(calls, family, namespace);
  const size = Buffer.alloc(4);
  new DataView(size.buffer, size.byteOffset).setUint32(0, RECEIVE_BUFFER_BYTES, IS_LITTLE_ENDIAN);
  calls.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, size, size.length);
  const timeout = Buffer.alloc(16);
  new DataView(timeout.buffer, timeout.byteOffset).setBigInt64(0, TIMEOUT_SECONDS, IS_LITTLE_ENDIAN);
  calls.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
  return new Socket(calls, descriptor);
}

/** Why this thread cannot be trusted any more. */
let lost = '';

function makeSocket(calls: Calls, family: number): number {
  const descriptor = Number(calls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family));
  if (descriptor < 0) throw new NetlinkError('socket', calls.errno());
  return descriptor;
}

/** setns(2) is about this thread alone, and about it only until the socket is made. */
function makeSocketIn(calls: Calls, family: number, namespace: string): number {
  // Both before the thread leaves: what is needed to come back is there.
  const own = openSync('/proc/thread-self/ns/net', 'r');
  try {
    const other = openSync(namespace, 'r');
    try {
      if (Number(calls.setns(other, CLONE_NEWNET)) < 0) throw new NetlinkError('setns', calls.errno());
      try {
        return makeSocket(calls, family);
      } finally {
        if (Number(calls.setns(own, CLONE_NEWNET)) < 0) lost = `netlink: this thread cannot come back to its network namespace: ${calls.errno()}`;
      }
    } finally {
      closeSync(other);
    }
  } finally {
    closeSync(own);
  }
}

class Socket implements NetlinkSocket {
  private readonly bytes = Buffer.alloc(ANSWER_BYTES);
  private readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);

  constructor(
    private readonly calls: Calls,
    private readonly descriptor: number,
  ) {}

  ask(request: Buffer, take: (bytes: DataView, length: number) => boolean): void {
    const { calls, descriptor, bytes } = this;
    if (Number(calls.send(descriptor, request, request.length, 0)) < 0) throw new NetlinkError('send', calls.errno());
    for (;;) {
      const length = Number(calls.recv(descriptor, bytes, bytes.length, 0));
      if (length < 0) throw new NetlinkError('recv', calls.errno());
      if (!take(this.view, length)) return;
    }
  }

  close(): void {
    this.calls.close(this.descriptor);
  }
}

function bind(): Loaded<Calls> {
  const koffi = loadKoffi();
  if (!koffi.ok) return koffi;
  if (process.platform !== 'linux') return { ok: false, reason: `netlink is of Linux, and this is ${process.platform}` };
  try {
    const library = koffi.value.load(null);
    return {
      ok: true,
      value: {
        setns: library.func('int setns(int fd, int type)'),
        socket: library.func('int socket(int domain, int type, int protocol)'),
        setsockopt: library.func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)'),
        send: library.func('intptr_t send(int fd, const void *bytes, size_t length, int flags)'),
        recv: library.func('intptr_t recv(int fd, _Out_ void *bytes, size_t length, int flags)'),
        close: library.func('int close(int fd)'),
        errno: () => errnoName(koffi.value.errno()),
      },
    };
  } catch (error) {
    return { ok: false, reason: `the C library cannot be called: ${String(error)}` };
  }
}
