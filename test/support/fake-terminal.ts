// A terminal in memory for tests of the screen: key bytes in, cell grid out, no process and no pty.

import { EventEmitter } from 'node:events';
import type { InputStream, OutputStream } from '../../src/ui/terminal/session.ts';
import { HeadlessTerminal } from './headless.ts';

/** A keyboard whose bytes the test sends. */
export class FakeInput extends EventEmitter {
  raw = false;

  setRawMode(on: boolean): this {
    this.raw = on;
    return this;
  }

  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }
}

/** A screen with a size; may stall: then writes are taken but never acknowledged. */
export class FakeOutput extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  readonly terminal: HeadlessTerminal;
  /** Everything written, in order. */
  written = '';
  #stalled = false;
  #waiting: (() => void)[] = [];

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.terminal = new HeadlessTerminal(columns, rows);
  }

  write(data: string, callback?: () => void): boolean {
    this.written += data;
    this.terminal.write(data);
    if (callback !== undefined) {
      if (this.#stalled) this.#waiting.push(callback);
      else callback();
    }
    return !this.#stalled;
  }

  setStalled(stalled: boolean): void {
    this.#stalled = stalled;
    if (stalled) return;
    for (const callback of this.#waiting.splice(0)) callback();
  }
}

export class FakeTerminal {
  readonly #input = new FakeInput();
  readonly #output: FakeOutput;

  constructor(columns = 80, rows = 24) {
    this.#output = new FakeOutput(columns, rows);
  }

  /** For openTerminal: has no descriptor, so everything goes through write(). */
  get input(): InputStream {
    return this.#input as unknown as InputStream;
  }

  get output(): OutputStream {
    return this.#output as unknown as OutputStream;
  }

  get screen(): HeadlessTerminal {
    return this.#output.terminal;
  }

  get isRaw(): boolean {
    return this.#input.raw;
  }

  get written(): string {
    return this.#output.written;
  }

  /** Sends bytes as if typed. */
  key(bytes: string | Uint8Array): void {
    this.#input.emit('data', typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes));
  }

  endInput(): void {
    this.#input.emit('end');
  }

  stall(stalled: boolean): void {
    this.#output.setStalled(stalled);
  }

  resize(columns: number, rows: number): void {
    this.#output.terminal.resize(columns, rows);
    this.#output.columns = columns;
    this.#output.rows = rows;
    this.#output.emit('resize');
  }

  /** When renders asked for so far were drawn and taken in (a resize takes 50 ms more: wait for its content). */
  async settled(): Promise<void> {
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
    await this.#output.terminal.flush();
  }

  /** Waits until the screen shows it; fails with what it shows instead. */
  async until(wanted: RegExp | ((screen: HeadlessTerminal) => boolean), millis = 120_000): Promise<void> {
    const deadline = Date.now() + millis;
    for (;;) {
      await this.settled();
      if (wanted instanceof RegExp ? wanted.test(this.screen.text()) : wanted(this.screen)) return;
      if (Date.now() > deadline) throw new Error(`the screen never showed ${String(wanted)}:\n${this.screen.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  text(): string {
    return this.screen.text();
  }
}
