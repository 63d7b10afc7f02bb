// Golden frames of what keys bring on screen: a frame, then keys, painted in every size and look.
// Must never wait for anything but the terminal in memory.

import { test } from 'node:test';
import type { Frame } from '../../src/core/frame.ts';
import type { InternedTexts } from '../../src/core/interner.ts';
import { initialState } from '../../src/store/initial-state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { assertGolden } from './golden.ts';
import { openScreen, PLAIN, RICH } from './screen-fixture.ts';
import { press, TEST_SIGNALS } from './state-fixture.ts';

const LOOKS = [['unicode', RICH], ['ascii', PLAIN]] as const;
const SIZES = [[40, 10], [80, 24], [120, 40], [200, 50]] as const;

export interface FrameScene {
  readonly frame: Frame;
  readonly texts: InternedTexts;
  /** Pressed when the frame is on screen. */
  readonly keys: readonly string[];
}

/** Makes the tests `NAME-80x24-unicode` and so on: what the keys bring on screen is the golden frame of that name. */
export function testFrames(name: string, { frame, texts, keys }: FrameScene): void {
  // Times of day are local: the frames are those of one zone.
  process.env['TZ'] = 'UTC';
  for (const [columns, rows] of SIZES) {
    for (const [looks, capabilities] of LOOKS) {
      const golden = `${name}-${columns}x${rows}-${looks}`;
      test(golden, async () => {
        const started = initialState({ delaySeconds: 1, secure: false, screen: { columns, rows }, signals: TEST_SIGNALS });
        const sampled = update({ ...started, texts }, { type: 'frame', frame }).state;
        const screen = openScreen(columns, rows, capabilities);
        try {
          // The footer has frames of its own; a new key must not change these.
          await screen.show({ ...makeView(press(sampled, ...keys).state), hints: [] });
          assertGolden(golden, screen.terminal.screen);
        } finally {
          screen.close();
        }
      });
    }
  }
}
