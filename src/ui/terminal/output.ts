// Bytes to the terminal without ever waiting for it: what does not fit is kept and sent when there is room.
// Writes to a description of its own, opened anew, so that O_NONBLOCK never reaches the shell's standard output.
// Must never spin on a terminal that is gone, and never hold more than one frame of backlog.

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { EventEmitter } from 'node:events';

export interface TerminalOutput {
  /** True while bytes of an earlier frame wait: drawing another would only grow the queue. */
  readonly backlog: boolean;
  readonly bytesWritten: number;
  /** Sends at once what fits, keeps the rest. Nothing happens on a closed output. */
  write(text: string): void;
  /**
   * Forgets the backlog and writes this, trying for a bounded time. For restoring the terminal: it works in a crash.
   * @returns whether all of it went out
   */
  writeLast(text: string): boolean;
  /** Called each time the backlog has gone out. */
  onDrain(callback: () => void): void;
  /** Called once, when the terminal no longer takes bytes (hang-up). */
  onClosed(callback: () => void): void;
  close(): void;
}

/** Waits between attempts, ms: a terminal that is read takes the next part within one. */
const RETRY_MILLIS = [0, 1, 2, 4, 8, 16, 32, 50];

/** How long the last words may take, ms, on a terminal that is not read. */
const LAST_WORDS_MILLIS = 250;

/** Ends a control sequence cut in the middle, on every terminal of the VT family. */
const CANCEL = '\x18';

/** Output to the terminal behind a stream; never blocking where the terminal can be opened anew. */
export function openOutput(stream: NodeJS.WritableStream & { isTTY?: boolean; fd?: number }): TerminalOutput {
  const fd = stream.isTTY === true && stream.fd !== undefined ? openTerminalDescriptor(stream.fd) : null;
  return fd === null ? new StreamOutput(stream) : new TtyOutput(fd);
}

/** Output to a terminal by descriptor. */
export class TtyOutput implements TerminalOutput {
  bytesWritten = 0;
  readonly #fd: number;
  readonly #events = new EventEmitter();
  #pending: Buffer | null = null;
  #attempt = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** @param fd a non-blocking descriptor; closed by close() */
  constructor(fd: number) {
    this.#fd = fd;
  }

  get backlog(): boolean {
    return this.#pending !== null;
  }

  write(text: string): void {
    if (this.#closed || text === '') return;
    const bytes = Buffer.from(text, 'utf8');
    this.#pending = this.#pending === null ? bytes : Buffer.concat([this.#pending, bytes]);
    if (this.#timer === null) this.#send(false);
  }

  writeLast(text: string): boolean {
    if (this.#closed) return false;
    this.#stopTimer();
    let rest = Buffer.from((this.#pending === null ? '' : CANCEL) + text, 'utf8');
    this.#pending = null;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; ; waited += 5) {
      const sent = this.#attemptWrite(rest);
      if (sent === null) return false;
      rest = rest.subarray(sent);
      if (rest.length === 0) return true;
      if (waited >= LAST_WORDS_MILLIS) return false;
      Atomics.wait(pause, 0, 0, 5);
    }
  }

  onDrain(callback: () => void): void {
    this.#events.on('drain', callback);
  }

  onClosed(callback: () => void): void {
    this.#events.on('closed', callback);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    this.#pending = null;
    closeSync(this.#fd);
  }

  #send(isRetry: boolean): void {
    if (this.#pending === null || this.#closed) return;
    const sent = this.#attemptWrite(this.#pending);
    if (sent === null) {
      this.close();
      // Not from inside a frame: the listener ends the program.
      setImmediate(() => this.#events.emit('closed'));
      return;
    }
    if (sent > 0) this.#attempt = 0;
    this.#pending = sent < this.#pending.length ? this.#pending.subarray(sent) : null;
    if (this.#pending !== null) this.#retryLater();
    else if (isRetry) this.#events.emit('drain');
  }

  #retryLater(): void {
    const wait = RETRY_MILLIS[Math.min(this.#attempt, RETRY_MILLIS.length - 1)] ?? 50;
    this.#attempt++;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send(true);
    }, wait);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** @returns bytes sent, 0 where the terminal takes none now, null where it is gone */
  #attemptWrite(bytes: Buffer): number | null {
    // EAGAIN is no surprise here, and the stack of an error is what costs.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      const sent = writeSync(this.#fd, bytes, 0, bytes.length);
      this.bytesWritten += sent;
      return sent;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // EINTR: a signal came first. Anything else (EIO after a hang-up, EPIPE, ENXIO) does not get better.
      return code === 'EAGAIN' || code === 'EINTR' ? 0 : null;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

/** Output to any stream: a terminal that cannot be opened anew, or a test. */
export class StreamOutput implements TerminalOutput {
  bytesWritten = 0;
  readonly #stream: NodeJS.WritableStream;
  readonly #events = new EventEmitter();
  #waiting = 0;
  #closed = false;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    stream.on('error', this.#onError);
  }

  get backlog(): boolean {
    return this.#waiting > 0;
  }

  write(text: string): void {
    if (this.#closed || text === '') return;
    this.bytesWritten += Buffer.byteLength(text);
    this.#waiting++;
    let isNow = true;
    this.#stream.write(text, () => {
      this.#waiting--;
      if (!isNow && this.#waiting === 0) this.#events.emit('drain');
    });
    isNow = false;
  }

  writeLast(text: string): boolean {
    if (this.#closed) return false;
    this.bytesWritten += Buffer.byteLength(text);
    this.#stream.write(text);
    return true;
  }

  onDrain(callback: () => void): void {
    this.#events.on('drain', callback);
  }

  onClosed(callback: () => void): void {
    this.#events.on('closed', callback);
  }

  close(): void {
    this.#closed = true;
    // An error may still come for what was written last: the stream keeps a listener, which then does nothing.
  }

  readonly #onError = (): void => {
    if (this.#closed) return;
    this.close();
    this.#events.emit('closed');
  };
}

/** Opens the terminal behind a descriptor; null where it cannot be opened anew (then only blocking output is left). */
function openTerminalDescriptor(fd: number): number | null {
  // A magic link opens the same terminal even where /dev/tty is another one; after `su` only /dev/tty may be opened.
  for (const path of process.platform === 'linux' ? [`/proc/self/fd/${fd}`, '/dev/tty'] : ['/dev/tty']) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return null;
}
