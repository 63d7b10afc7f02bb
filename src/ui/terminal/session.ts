// The terminal while it is ours: its life from entering to restoring, keys in, frames out, size, suspend.
// The only place that writes to the terminal. Must never wait for it, and must give it back whatever happens.

import type { RawLine, Widgets } from 'blessed';
import type { Capabilities } from './capabilities.ts';
import { printable } from './cell-width.ts';
import { Painter, type CursorPosition } from './draw.ts';
import { KeyReader } from './key-reader.ts';
import type { InputEvent } from './input-event.ts';
import { JobControl } from './job-control.ts';
import { enterSequence, leaveSequence, mouseSequence } from './modes.ts';
import { openOutput, type TerminalOutput } from './output.ts';
import { createSilentScreen, type SilentScreen } from './silent-screen.ts';
import { sizeOf } from './terminal-size.ts';

/** The keyboard: process.stdin, or a stream of bytes in tests. */
export interface InputStream extends NodeJS.ReadableStream {
  setRawMode?(on: boolean): unknown;
}

/** The terminal: process.stdout, or a stream with a size in tests. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly fd?: number;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface TerminalOptions {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly capabilities: Capabilities;
  /** Title of the window; left out: not touched. */
  readonly title?: string;
}

/** A signal's name, or 'closed': the terminal hung up or its input ended. */
export type ExitReason = string;

export interface TerminalStats {
  readonly bytesWritten: number;
  readonly framesDrawn: number;
  /** Frames asked for while the terminal had not taken an earlier one. */
  readonly framesSkipped: number;
}

export interface TerminalSession {
  readonly screen: Widgets.Screen;
  readonly capabilities: Capabilities;
  readonly columns: number;
  readonly rows: number;
  readonly stats: TerminalStats;
  /** Keys, pastes and mouse events, in order. Ctrl-Z is handled here and not passed on. */
  onInput(callback: (event: InputEvent) => void): void;
  /** After the screen has taken its new size; a render follows by itself. */
  onResize(callback: (columns: number, rows: number) => void): void;
  /**
   * The program must end: a signal came, or the terminal is gone. Called for every such signal; the callback restores
   * the terminal and leaves with `code` (128 + signal; 129 when closed). Without a callback that is done here.
   */
  onExit(callback: (reason: ExitReason, code: number) => void): void;
  /** Renders soon, once however often it is asked; put off while the terminal is stalled or we are stopped. */
  requestRender(): void;
  /** Renders at once, unless the terminal is stalled or we are stopped. */
  renderNow(): void;
  /** Paints every cell again (Ctrl-L): another program wrote on the screen. */
  repaint(): void;
  /** Where the text cursor shows from the next render on; null hides it. */
  setCursor(position: CursorPosition | null): void;
  /** Mouse reports; off at first, so that text can be selected. */
  setMouse(on: boolean): void;
  /** Gives the terminal back and stops the job, as Ctrl-Z does. */
  suspend(): void;
  /** Gives the terminal back. Synchronous, may be called twice and from a crash; ends the session. */
  restore(): void;
}

/** Resizing by mouse sends dozens of signals a second: the screen follows at most this often, ms. */
const RESIZE_MILLIS = 50;
const CLOSED_CODE = 129;

/** Takes the terminal. The caller has checked with detectCapabilities that it can show a full screen. */
export function openTerminal(options: TerminalOptions): TerminalSession {
  return new Session(options);
}

class Session implements TerminalSession {
  readonly capabilities: Capabilities;
  readonly #options: TerminalOptions;
  readonly #title: string;
  readonly #output: TerminalOutput;
  readonly #painter: Painter;
  readonly #blessed: SilentScreen;
  readonly #keys: KeyReader;
  readonly #job: JobControl;
  readonly #inputCallbacks: ((event: InputEvent) => void)[] = [];
  readonly #resizeCallbacks: ((columns: number, rows: number) => void)[] = [];
  readonly #exitCallbacks: ((reason: ExitReason, code: number) => void)[] = [];
  #columns: number;
  #rows: number;
  #cursor: CursorPosition | null = null;
  #mouse = false;
  #ours = false;
  #restored = false;
  #renderAsked: NodeJS.Immediate | null = null;
  #renderOwed = false;
  #resizeTimer: NodeJS.Timeout | null = null;
  #framesDrawn = 0;
  #framesSkipped = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.capabilities = options.capabilities;
    this.#title = printable(options.title ?? '', options.capabilities.unicode);
    this.#output = openOutput(options.output);
    const size = sizeOf(options.output);
    this.#columns = size.columns;
    this.#rows = size.rows;
    this.#painter = new Painter(options.capabilities);
    this.#painter.resize(size.columns, size.rows);
    this.#blessed = createSilentScreen(size.columns, size.rows, (lines) => {
      this.#draw(lines);
    });
    this.#keys = new KeyReader(options.input, {
      event: this.#onEvent,
      closed: () => {
        this.#exit('closed', CLOSED_CODE);
      },
    });
    this.#job = new JobControl({
      leave: () => {
        this.#leave();
      },
      enter: () => {
        this.#enterAgain();
      },
      ended: this.#exit,
      resized: this.#onResizeSignal,
    });
    this.#output.onDrain(() => {
      if (this.#renderOwed) this.requestRender();
    });
    this.#output.onClosed(() => {
      this.#exit('closed', CLOSED_CODE);
    });
    options.output.on('resize', this.#onResizeSignal);
    process.on('exit', this.#onProcessExit);
    this.#enter();
  }

  get screen(): Widgets.Screen {
    return this.#blessed.screen;
  }

  get columns(): number {
    return this.#columns;
  }

  get rows(): number {
    return this.#rows;
  }

  get stats(): TerminalStats {
    return {
      bytesWritten: this.#output.bytesWritten,
      framesDrawn: this.#framesDrawn,
      framesSkipped: this.#framesSkipped,
    };
  }

  onInput(callback: (event: InputEvent) => void): void {
    this.#inputCallbacks.push(callback);
  }

  onResize(callback: (columns: number, rows: number) => void): void {
    this.#resizeCallbacks.push(callback);
  }

  onExit(callback: (reason: ExitReason, code: number) => void): void {
    this.#exitCallbacks.push(callback);
  }

  requestRender(): void {
    if (this.#restored || this.#renderAsked !== null) return;
    this.#renderAsked = setImmediate(() => {
      this.#renderAsked = null;
      this.renderNow();
    });
  }

  renderNow(): void {
    if (this.#restored) return;
    if (!this.#ours || this.#output.backlog) {
      if (this.#ours) this.#framesSkipped++;
      this.#renderOwed = true;
      return;
    }
    this.#renderOwed = false;
    this.screen.render();
  }

  repaint(): void {
    this.#painter.invalidate();
    this.requestRender();
  }

  setCursor(position: CursorPosition | null): void {
    this.#cursor = position;
  }

  setMouse(on: boolean): void {
    if (on === this.#mouse || this.#restored) return;
    this.#mouse = on;
    if (this.#ours && this.capabilities.alternateScreen) this.#output.write(mouseSequence(on));
  }

  suspend(): void {
    if (!this.#restored) this.#job.stopJob();
  }

  restore(): void {
    if (this.#restored) return;
    this.#leave();
    this.#restored = true;
    process.removeListener('exit', this.#onProcessExit);
    this.#options.output.removeListener('resize', this.#onResizeSignal);
    this.#job.close();
    this.#keys.close();
    this.#output.close();
    if (this.#renderAsked !== null) clearImmediate(this.#renderAsked);
    if (this.#resizeTimer !== null) clearTimeout(this.#resizeTimer);
    this.#blessed.destroy();
  }

  #enter(): void {
    this.#ours = true;
    this.#keys.setRaw(true);
    this.#output.write(enterSequence(this.capabilities, this.#title) + mouseSequence(this.#mouse ? true : null));
  }

  #leave(): void {
    if (!this.#ours) return;
    this.#ours = false;
    this.#output.writeLast(leaveSequence(this.capabilities, this.#rows, this.#mouse, this.#title));
    this.#keys.setRaw(false);
  }

  /** After a stop: the shell has had the terminal, with its own modes, contents and perhaps another size. */
  #enterAgain(): void {
    if (this.#restored) return;
    // Stopped by SIGSTOP we could not leave: raw mode is then only believed to be on.
    this.#keys.setRaw(false);
    this.#enter();
    this.#painter.invalidate();
    this.#resize();
    this.requestRender();
  }

  #draw(lines: readonly RawLine[]): void {
    // Elements may ask blessed itself to render: the same rules hold.
    if (this.#restored || !this.#ours || this.#output.backlog) {
      this.#renderOwed = true;
      return;
    }
    this.#framesDrawn++;
    this.#output.write(this.#painter.draw(lines, this.#cursor));
  }

  readonly #onEvent = (event: InputEvent): void => {
    if (this.#restored) return;
    if (event.kind === 'key' && event.key.name === 'C-z') {
      this.suspend();
      return;
    }
    for (const callback of this.#inputCallbacks) callback(event);
  };

  readonly #onResizeSignal = (): void => {
    this.#resizeTimer ??= setTimeout(() => {
      this.#resizeTimer = null;
      this.#resize();
    }, RESIZE_MILLIS);
  };

  #resize(): void {
    const size = sizeOf(this.#options.output);
    if (this.#restored || (size.columns === this.#columns && size.rows === this.#rows)) return;
    this.#columns = size.columns;
    this.#rows = size.rows;
    this.#painter.resize(size.columns, size.rows);
    this.#blessed.resize(size.columns, size.rows);
    for (const callback of this.#resizeCallbacks) callback(size.columns, size.rows);
    this.requestRender();
  }

  readonly #exit = (reason: ExitReason, code: number): void => {
    if (this.#restored) return;
    if (this.#exitCallbacks.length === 0) {
      this.restore();
      process.exit(code);
    }
    for (const callback of this.#exitCallbacks) callback(reason, code);
  };

  readonly #onProcessExit = (): void => {
    this.restore();
  };
}
