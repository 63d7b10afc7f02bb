// The keyboard: raw mode, bytes to the decoder, and the clock of torn sequences.

import { InputDecoder } from './input-decoder.ts';
import type { InputEvent } from './input-event.ts';
import type { InputStream } from './session.ts';

export interface KeyListener {
  event(event: InputEvent): void;
  /** The input ended or failed: the terminal is gone. Called once. */
  closed(): void;
}

export class KeyReader {
  readonly #input: InputStream;
  readonly #listener: KeyListener;
  readonly #decoder = new InputDecoder();
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(input: InputStream, listener: KeyListener) {
    this.#input = input;
    this.#listener = listener;
    input.on('data', this.#onData);
    for (const event of ['end', 'error', 'close']) input.on(event, this.#onEnd);
    input.resume();
  }

  /** Raw mode on or off; does nothing for a stream that is no terminal. */
  setRaw(on: boolean): void {
    if (!this.#closed) this.#input.setRawMode?.(on);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#input.removeListener('data', this.#onData);
    for (const event of ['end', 'close']) this.#input.removeListener(event, this.#onEnd);
    // The listener for 'error' stays: a late error of a terminal that is gone must not become an exception.
    this.#input.pause();
  }

  readonly #onData = (data: Buffer | string): void => {
    this.#stopWaiting();
    this.#deliver(this.#decoder.feed(typeof data === 'string' ? Buffer.from(data) : data));
    this.#wait();
  };

  readonly #onEnd = (): void => {
    if (this.#closed) return;
    this.close();
    this.#listener.closed();
  };

  #deliver(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (this.#closed) return;
      this.#listener.event(event);
    }
  }

  #wait(): void {
    if (this.#closed || !this.#decoder.pending) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // Where the event loop was late, bytes may lie there already: they are read before this runs.
      this.#immediate = setImmediate(() => {
        this.#immediate = null;
        this.#deliver(this.#decoder.timeout());
        this.#wait();
      });
    }, this.#decoder.waitMillis);
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }
}
