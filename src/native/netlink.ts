// Owns netlink(7) sockets: opened, asked, read into one buffer that is used again for every answer, closed.
// Must never look into what the kernel answers: src/sources/netlink decodes it.

import { endianness } from 'node:os';
import { errnoName, loadKoffi, type Loaded } from './koffi.ts';

/** Families of netlink(7). */
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
/** What the kernel puts into one answer of a dump is at most 32 KiB. */
const ANSWER_BYTES = 1 << 16;
const RECEIVE_BUFFER_BYTES = 1 << 20;
/** Netlink speaks the machine's own byte order. */
const IS_LITTLE_ENDIAN = endianness() === 'LE';
/** A kernel that lost its answer must not hold the sample up for longer. */
const TIMEOUT_SECONDS = 1n;

/** A call that failed, with the name of its errno. */
class NetlinkError extends Error {
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
  readonly setsockopt: Call;
  readonly send: Call;
  readonly recv: Call;
  readonly close: Call;
  readonly errno: () => string;
}

let bound: Loaded<Calls> | undefined;

/** Whether netlink can be spoken here at all, or why not. */
export function loadNetlink(): Loaded<Calls> {
  bound ??= bind();
  return bound;
}

/** Opens a socket of this netlink family. Throws a NetlinkError, or an Error where koffi is missing. */
export function openNetlink(family: number): NetlinkSocket {
  const loaded = loadNetlink();
  if (!loaded.ok) throw new Error(loaded.reason);
  const calls = loaded.value;
  const descriptor = Number(calls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family));
  if (descriptor < 0) throw new NetlinkError('socket', calls.errno());
  const size = Buffer.alloc(4);
  new DataView(size.buffer, size.byteOffset).setUint32(0, RECEIVE_BUFFER_BYTES, IS_LITTLE_ENDIAN);
  calls.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, size, size.length);
  const timeout = Buffer.alloc(16);
  new DataView(timeout.buffer, timeout.byteOffset).setBigInt64(0, TIMEOUT_SECONDS, IS_LITTLE_ENDIAN);
  calls.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
  return new Socket(calls, descriptor);
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
