// A blessed screen that is only a tree of elements and a buffer of cells: blessed's own program, terminfo, keyboard,
// signal handlers and child processes are kept away from the terminal and from the process.

import blessed, { type RawLine, type Widgets } from 'blessed';
import { EventEmitter } from 'node:events';

export interface SilentScreen {
  readonly screen: Widgets.Screen;
  /** Gives the screen another size: new cells, and a `resize` event for every element. */
  resize(columns: number, rows: number): void;
  /** Takes the screen out of blessed's list of screens. */
  destroy(): void;
}

/** Event of the screen: blessed has blanked cells, as where an element was that moves or hides. */
export const CLEARED = 'cleared';

/** The events of the process blessed listens to; whoever runs the program listens better. */
const PROCESS_EVENTS = ['uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'exit'] as const;

/** What blessed takes for its terminal: has a size, swallows what is written. */
class Sink extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  bytesWritten = 1;
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(): boolean {
    return true;
  }

  pause(): void {
    this.emit('pause');
  }

  resume(): void {
    this.emit('resume');
  }
}

/** @param draw replaces blessed's drawing; called with every render */
export function createSilentScreen(
  columns: number,
  rows: number,
  draw: (lines: readonly RawLine[]) => void,
): SilentScreen {
  const sink = new Sink(columns, rows);
  const screen = withoutSideEffects(() =>
    blessed.screen({
      // blessed calls stream methods only; a real stream would let it reach the terminal.
      input: new Sink(columns, rows) as unknown as NodeJS.ReadStream,
      output: sink as unknown as NodeJS.WriteStream,
      terminal: 'xterm-256color',
      forceUnicode: true,
      fullUnicode: false,
      autoPadding: true,
    }),
  );
  screen.alloc = () => {
    screen.lines = blankLines(screen, sink.columns, sink.rows);
    // blessed compares with these only to scroll, which a program without terminfo never does.
    screen.olines = screen.lines;
  };
  screen.draw = () => {
    draw(screen.lines);
  };
  const clearRegion = screen.clearRegion.bind(screen);
  screen.clearRegion = (...area) => {
    screen.emit(CLEARED);
    clearRegion(...area);
  };
  screen.alloc();
  return {
    screen,
    resize: (newColumns, newRows) => {
      sink.columns = newColumns;
      sink.rows = newRows;
      screen.program.cols = newColumns;
      screen.program.rows = newRows;
      screen.alloc();
      screen.emit('resize');
      for (const child of screen.children) emitResize(child);
    },
    destroy: () => {
      screen.destroy();
    },
  };
}

/** Plain loops: this runs once, cold, before the first frame. */
function blankLines(screen: Widgets.Screen, columns: number, rows: number): RawLine[] {
  const attr = screen.dattr;
  const lines: RawLine[] = [];
  for (let y = 0; y < rows; y++) {
    const line: RawLine = [];
    for (let x = 0; x < columns; x++) line.push([attr, ' ']);
    line.dirty = true;
    lines.push(line);
  }
  return lines;
}

function emitResize(node: Widgets.Node): void {
  node.emit('resize');
  for (const child of node.children) emitResize(child);
}

/**
 * Runs blessed's constructors without what they do beside: reading terminfo (wrong for every terminal of today), making
 * two sets of cells that ours replace (a tenth of the time to the first frame), asking tmux for its version in a child
 * process, and listening to signals and exceptions of the process.
 */
function withoutSideEffects<T>(create: () => T): T {
  const prototype = blessed.tput.prototype;
  const setup = Object.getOwnPropertyDescriptor(prototype, 'setup') ?? {};
  const screenPrototype = blessed.screen.prototype as Pick<Widgets.Screen, 'alloc' | 'lines' | 'olines'>;
  const alloc = Object.getOwnPropertyDescriptor(screenPrototype, 'alloc') ?? {};
  const tmux = process.env['TMUX'];
  const before = PROCESS_EVENTS.map((event) => new Set<unknown>(listenersOf(event)));
  prototype.setup = function setupEmpty() {
    this.inject(this.compile({ name: this.terminal, names: [this.terminal], bools: {}, numbers: {}, strings: {} }));
  };
  screenPrototype.alloc = function allocNothing() {
    this.lines = [];
    this.olines = this.lines;
  };
  delete process.env['TMUX'];
  try {
    return create();
  } finally {
    Object.defineProperty(prototype, 'setup', setup);
    Object.defineProperty(screenPrototype, 'alloc', alloc);
    if (tmux !== undefined) process.env['TMUX'] = tmux;
    PROCESS_EVENTS.forEach((event, i) => {
      for (const listener of listenersOf(event)) {
        if (before[i]?.has(listener) !== true) process.removeListener(event, listener);
      }
    });
  }
}

function listenersOf(event: string): ((...args: unknown[]) => void)[] {
  return process.listeners(event as 'exit') as ((...args: unknown[]) => void)[];
}
