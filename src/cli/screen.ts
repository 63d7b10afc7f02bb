// Takes the terminal and builds the screen on it.

import { createScreen, type Ui } from '../ui/app.ts';
import type { Capabilities } from '../ui/terminal/capabilities.ts';
import type { ThemeChanges } from '../ui/theme.ts';
import { openTerminal, type TerminalSession } from '../ui/terminal/session.ts';

export interface MonitorScreen {
  readonly session: TerminalSession;
  readonly ui: Ui;
}

export function openScreen(capabilities: Capabilities, theme: ThemeChanges | null): MonitorScreen {
  const session = openTerminal({ input: process.stdin, output: process.stdout, capabilities });
  const ui = createScreen(
    session,
    (error) => {
      // A part of the program that cannot be loaded is a broken installation: it must not be hidden.
      throw error;
    },
    theme,
  );
  return { session, ui };
}
