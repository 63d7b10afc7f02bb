// Starts the full-screen monitor: the sampler first, so that it reads while the screen is being built.

import { SIGNALS } from '../actions/signals.ts';
import { startCollector } from '../collector/client.ts';
import type { StartThread } from '../collector/threads.ts';
import { initialState } from '../store/initial-state.ts';
import { makeView } from '../store/view-model.ts';
import { wantOf } from '../store/want.ts';
import type { Capabilities } from '../ui/terminal/capabilities.ts';
import { tuneEngineSoon } from './engine.ts';
import { MonitorLoop } from './monitor-loop.ts';
import type { Personal } from './invocation.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { personalState } from './personal-state.ts';
import { openScreen } from './screen.ts';

/** What was begun before this chunk was loaded. */
export interface Begun {
  readonly capabilities: Capabilities;
  /** Has a sampler that loads already. */
  readonly start: StartThread;
  /** Takes how the terminal is given back when the program crashes. */
  readonly guardTerminal: (restore: () => void) => void;
}

/** `personal` is null for a start without words and config. */
export async function startMonitor(personal: Personal | null, { capabilities, start, guardTerminal }: Begun): Promise<void> {
  const { delaySeconds, root, secure, anonymise } = personal?.options ?? DEFAULT_OPTIONS;
  const disguise = anonymise ? new (await import('./disguise.ts')).Disguise() : null;
  const bare = initialState({
    delaySeconds,
    // The processes of another root are not ours to signal: their pids may be somebody else's here.
    secure: secure || root !== '/',
    screen: { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 },
    signals: SIGNALS,
  });
  const state = personal === null ? bare : personalState(bare, personal);
  const want = wantOf(state, makeView(state).table, null);
  const loop = new MonitorLoop(state, want, disguise);
  let isRunning = false;
  loop.attachCollector(
    startCollector({
      root,
      delaySeconds,
      want,
      start,
      onFrame: (frame) => {
        loop.takeFrame(frame);
        if (!isRunning) tuneEngineSoon();
        isRunning = true;
      },
      onTrend: (trend) => {
        loop.dispatch({ type: 'trend', trend });
      },
      onLives: (notes) => {
        loop.takeLives(notes, root);
      },
      onHealth: (health) => {
        loop.dispatch({ type: 'health', health });
      },
    }),
  );
  const screen = openScreen(capabilities, personal?.theme ?? null);
  guardTerminal(() => {
    screen.session.restore();
  });
  loop.attachScreen(screen);
}
