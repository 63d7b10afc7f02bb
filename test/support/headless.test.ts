// The terminal of the tests itself: what it shows may not depend on how the bytes were cut.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HeadlessTerminal } from './headless.ts';

it('shows the same however the bytes of a character are cut', async () => {
  for (const character of ['–', '…', '▁', '·', '漢', '🔥']) {
    const bytes = Buffer.from(`a${character}bc`);
    for (let at = 1; at < bytes.length; at++) {
      const terminal = new HeadlessTerminal(20, 2);
      terminal.write(bytes.subarray(0, at));
      await terminal.flush();
      terminal.write(bytes.subarray(at));
      await terminal.flush();
      assert.equal(terminal.line(0), `a${character}bc`, `cut after ${at} bytes`);
      terminal.dispose();
    }
  }
});
