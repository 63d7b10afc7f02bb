// A program in a real pseudo-terminal, its screen read through a headless terminal. Tests wait for content, never for
// time. Must never leave a process behind: close() ends what open started.

import { readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { spawn, type IPty } from '@lydell/node-pty';
import { HeadlessTerminal, type SeenCell } from './headless.ts';

export interface PtyOptions {
  readonly cols?: number;
  readonly rows?: number;
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface PtyExit {
  readonly code: number;
  readonly signal: number;
}

/** Only a program that never does what it should is waited for so long: a slow machine may have no part in a failure. */
const PATIENCE_MILLIS = 120_000;
/** A frame that was begun and does not go on is shown as it is, as terminals do (private mode 2026). */
const FRAME_MILLIS = 2_000;

export class Pty {
  readonly screen: HeadlessTerminal;
  readonly exit: Promise<PtyExit>;
  readonly #pty: IPty;
  readonly #chunks: Buffer[] = [];
  #exited: PtyExit | null = null;
  #heardAt = 0;
  #hungUp = false;

  constructor(file: string, args: readonly string[], options: PtyOptions) {
    const cols = options.cols ?? 80;
    const rows = options.rows ?? 24;
    this.#pty = spawn(file, [...args], {
      cols,
      rows,
      env: environment(options.env ?? {}),
      name: options.env?.['TERM'] ?? 'xterm-256color',
      encoding: null,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    this.screen = new HeadlessTerminal(cols, rows, (reply) => {
      if (this.#exited === null) this.#pty.write(reply);
    });
    // With `encoding: null` chunks are buffers, which the types do not say.
    this.#pty.onData((data: unknown) => {
      this.#hear(data as Buffer);
    });
    this.#keepLastWords();
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#exited = { code: exitCode, signal: signal ?? 0 };
        resolve(this.#exited);
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get exited(): boolean {
    return this.#exited !== null;
  }

  /** All bytes the program sent. */
  get raw(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  text(): string {
    return this.screen.text();
  }

  styledLine(y: number): string {
    return this.screen.styledLine(y);
  }

  cellAt(x: number, y: number): SeenCell {
    return this.screen.cellAt(x, y);
  }

  /** Sends bytes as if typed. */
  key(bytes: string | Uint8Array): void {
    // The pty takes bytes as well as strings; the types only say strings.
    this.#pty.write(typeof bytes === 'string' ? bytes : (Buffer.from(bytes) as unknown as string));
  }

  resize(cols: number, rows: number): void {
    this.screen.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  /** Stops reading: the terminal is stalled as by a dead network, until resume(). */
  stall(): void {
    this.#pty.pause();
  }

  resume(): void {
    this.#pty.resume();
  }

  /** Closes our side, as a dead connection does: SIGHUP for the session, end of input, EIO on output. */
  hangUp(): void {
    this.#hungUp = true;
    // Not in the types: the pty's own socket is closed, and the child gets SIGHUP.
    (this.#pty as unknown as { destroy(): void }).destroy();
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.#exited === null) this.#pty.kill(signal);
  }

  /**
   * Waits until the screen shows it (or the predicate holds); fails with what it shows instead. Looks at whole frames only
   * where the program marks them: what holds then holds of the whole screen, until the next await.
   */
  async until(wanted: RegExp | (() => boolean), millis = PATIENCE_MILLIS): Promise<void> {
    const deadline = Date.now() + millis;
    for (;;) {
      await this.screen.flush();
      if (!this.#isMidFrame() && (wanted instanceof RegExp ? wanted.test(this.text()) : wanted())) return;
      if (Date.now() > deadline) {
        const state = this.#exited === null ? 'still runs' : `ended with ${JSON.stringify(this.#exited)}`;
        throw new Error(`the screen never showed ${String(wanted)}; the program ${state}:\n${this.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  /** What is wrong with the terminal a program gave back, as seen from outside; [] when nothing is. */
  async leftovers(): Promise<string[]> {
    await this.screen.flush();
    const left: string[] = [];
    if (this.screen.isAlternate) left.push('alternate screen');
    if (!this.screen.cursor.visible) left.push('hidden cursor');
    for (const mode of [1000, 1002, 1003, 1006, 2004, 2026]) {
      if (this.screen.modes.get(mode) === true) left.push(`mode ${mode}`);
    }
    return left;
  }

  /** True when the terminal is as it was, its line discipline included: `stty -a` of a shell after the program. */
  async terminalRestored(): Promise<boolean> {
    const left = await this.leftovers();
    const settings = this.text();
    return left.length === 0 && /(^|\s)icanon(\s|$)/m.test(settings) && /(^|\s)echo(\s|;|$)/m.test(settings);
  }

  /**
   * Reads what is left before the terminal is closed. Two things drop it otherwise: libuv takes a short read from a terminal
   * that hung up for its end, though the kernel may still have to hand on what was written last (n_tty gives all of it to
   * who reads again), and node-pty closes 200 ms after the program's end, read or not.
   */
  #keepLastWords(): void {
    const { _socket: socket, _fd: fd } = this.#pty as unknown as { _socket: ReadStream; _fd: number };
    const destroy = socket.destroy.bind(socket);
    let isClosing = false;
    socket.destroy = (error?: Error) => {
      if (!isClosing && !this.#hungUp && !socket.isPaused()) this.#drain(fd);
      isClosing = true;
      return destroy(error);
    };
  }

  #drain(fd: number): void {
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      let length = 0;
      try {
        length = readSync(fd, buffer);
      } catch (error) {
        // EIO: nobody has the terminal open any more; EAGAIN: somebody has, and wrote nothing.
        if (['EIO', 'EAGAIN'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
        throw error;
      }
      if (length === 0) return;
      this.#hear(Buffer.from(buffer.subarray(0, length)));
    }
  }

  #hear(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#heardAt = Date.now();
    this.screen.write(chunk);
  }

  #isMidFrame(): boolean {
    return this.screen.modes.get(2026) === true && this.#exited === null && Date.now() - this.#heardAt < FRAME_MILLIS;
  }

  /** Ends the program, if it still runs, and waits for its end. */
  async close(): Promise<void> {
    this.resume();
    this.kill();
    await this.exit;
    this.screen.dispose();
  }
}

/** Starts a program in a pty of its own. */
export function openPty(file: string, args: readonly string[], options: PtyOptions = {}): Pty {
  return new Pty(file, args, options);
}

/** Ours, without what would make a child slow (Node reads those certificates at start) or part of the test run. */
function environment(changes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const merged: Record<string, string | undefined> = {
    ...process.env,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    LC_ALL: undefined,
    LC_CTYPE: undefined,
    NO_COLOR: undefined,
    COLORTERM: undefined,
    TMUX: undefined,
    NODE_EXTRA_CA_CERTS: undefined,
    NODE_TEST_CONTEXT: undefined,
    // No config of whoever runs the tests, and no folder a saved layout could be put into.
    XDG_CONFIG_HOME: '/dev/null',
    ...changes,
  };
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(merged)) if (value !== undefined) kept[name] = value;
  return kept;
}
