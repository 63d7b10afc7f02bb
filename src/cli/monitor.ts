// Starts the full-screen monitor: the sampler first, so that it reads while the screen is being built.

import { SIGNALS } from '../actions/signals.ts';
import { startCollector } from '../collector/client.ts';
import type { StartThread } from '../collector/threads.ts';
import { initialState } from '../store/initial-state.ts';
import { makeView } from '../store/view-model.ts';
import { wantOf } from '../store/want.ts';
import type { Capabilities } from '../ui/terminal/capabilities.ts';
import { MonitorLoop } from './monitor-loop.ts';
import type { Options } from './options.ts';
import { openScreen } from './screen.ts';

/** What was begun before this chunk was loaded. */
export interface Begun {
  readonly capabilities: Capabilities;
  /** Has a sampler that loads already. */
  readonly start: StartThread;
  /** Takes how the terminal is given back when the program crashes. */
  readonly guardTerminal: (restore: () => void) => void;
}

export function startMonitor(options: Options, { capabilities, start, guardTerminal }: Begun): void {
  const state = initialState({
    delaySeconds: options.delaySeconds,
    // The processes of another root are not ours to signal: their pids may be somebody else's here.
    secure: options.secure || options.root !== '/',
    screen: { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 },
    signals: SIGNALS,
  });
  const want = wantOf(state, makeView(state).table, null);
  const loop = new MonitorLoop(state, want);
  const { delaySeconds, root } = options;
  loop.attachCollector(
    startCollector({
      root,
      delaySeconds,
      want,
      start,
      onFrame: (frame) => {
        loop.takeFrame(frame);
      },
      onTrend: (trend) => {
        loop.dispatch({ type: 'trend', trend });
      },
      onHealth: (health) => {
        loop.dispatch({ type: 'health', health });
      },
    }),
  );
  const screen = openScreen(capabilities);
  guardTerminal(() => {
    screen.session.restore();
  });
  loop.attachScreen(screen);
}
