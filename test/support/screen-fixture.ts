// A terminal in memory with our screen on it, for tests that look at what a user would see.

import type { View } from '../../src/store/view.ts';
import { createScreen, type Ui } from '../../src/ui/app.ts';
import type { Capabilities } from '../../src/ui/terminal/capabilities.ts';
import { openTerminal, type TerminalSession } from '../../src/ui/terminal/session.ts';
import { FakeTerminal } from './fake-terminal.ts';

export interface Screen {
  readonly terminal: FakeTerminal;
  readonly session: TerminalSession;
  readonly ui: Ui;
  /** Shows a view and waits until the terminal has taken it in. */
  show(view: View): Promise<void>;
  close(): void;
}

export const RICH: Capabilities = {
  term: 'xterm-256color',
  colours: 256,
  unicode: true,
  alternateScreen: true,
  synchronizedOutput: true,
};
export const PLAIN: Capabilities = {
  term: 'vt220',
  colours: 0,
  unicode: false,
  alternateScreen: false,
  synchronizedOutput: false,
};

export function openScreen(columns: number, rows: number, capabilities: Capabilities): Screen {
  const terminal = new FakeTerminal(columns, rows);
  const session = openTerminal({ input: terminal.input, output: terminal.output, capabilities });
  const ui = createScreen(session, (error) => {
    throw error;
  });
  return {
    terminal,
    session,
    ui,
    show: async (view) => {
      ui.show(view);
      await terminal.settled();
    },
    close: () => {
      session.restore();
      terminal.screen.dispose();
    },
  };
}

/** What blessed keeps of elements, and what listens: the same before and after, or something leaks. */
export function residue({ session }: Screen): Record<string, number> {
  // blessed has an event emitter of its own making.
  type Emitter = { readonly _events: Record<string, unknown> };
  const blessed = session.screen as unknown as Record<'clickable' | 'keyable' | 'children', unknown[]> & Emitter;
  const listeners = ({ _events }: Emitter): number => Object.values(_events).flat().length;
  return {
    clickable: blessed.clickable.length,
    keyable: blessed.keyable.length,
    children: blessed.children.length,
    screenListeners: listeners(blessed),
    programListeners: listeners(session.screen.program as unknown as Emitter),
    elementListeners: blessed.children.reduce((sum: number, child) => sum + listeners(child as Emitter), 0),
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}
