// Starts the full-screen monitor: the sampler first, so that it reads while the screen is still being loaded.

import { SIGNALS } from '../actions/signals.ts';
import { startCollector } from '../collector/client.ts';
import { initialState } from '../store/initial-state.ts';
import { makeView } from '../store/view-model.ts';
import { wantOf } from '../store/want.ts';
import { detectCapabilities } from '../ui/terminal/capabilities.ts';
import { MonitorLoop } from './monitor-loop.ts';
import type { Options } from './options.ts';

/** Like a wrong option: what was asked cannot be done here. */
const CANNOT_SHOW = 2;

export async function startMonitor(options: Options): Promise<void> {
  const detected = detectCapabilities(process.env, process.stdin.isTTY && process.stdout.isTTY);
  if (!detected.ok) {
    process.stderr.write(`leaktop: ${detected.reason}\n`);
    process.exitCode = CANNOT_SHOW;
    return;
  }
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
  const { openScreen } = await import('./screen.ts');
  loop.attachScreen(openScreen(detected.capabilities));
}
