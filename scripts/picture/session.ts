// The built program in a real pty, for pictures: what a terminal makes of its output is what is drawn.

import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as pty from '@lydell/node-pty';
import xterm, { type Terminal } from '@xterm/headless';

/** Between two keys, so that each is answered before the next. */
const KEY_MILLIS = 700;

export interface Session {
  readonly terminal: Terminal;
  /** Waits, then sends the keys one after the other; resolves when the screen has taken in what came. */
  act(seconds: number, keys: readonly string[]): Promise<void>;
  close(): void;
}

export function openSession(columns: number, rows: number, words: readonly string[]): Session {
  const program = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const child = pty.spawn(process.execPath, [program, ...words], {
    cols: columns,
    rows,
    env: { ...(process.env as Record<string, string>), TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    name: 'xterm-256color',
  });
  child.onData((data) => {
    terminal.write(data);
  });
  return {
    terminal,
    act: async (seconds, keys) => {
      await sleep(seconds * 1000);
      for (const key of keys) {
        child.write(key);
        await sleep(KEY_MILLIS);
      }
      await new Promise<void>((resolve) => {
        terminal.write('', resolve);
      });
    },
    close: () => {
      child.kill('SIGTERM');
    },
  };
}
