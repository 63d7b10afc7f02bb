// Sizes and stalls: the screen is right at the end of a storm of sizes and after a terminal that was not read.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import {
  clockOf, closeMonitors, cpuTicksOf, isAtRest, openMonitor, openShell, pause, RUNNING, stateOf, untilNextFrame,
} from '../support/monitor.ts';

const linux = requires('linux', 'pty');
const DAY_SECONDS = 86_400;

afterEach(closeMonitors);

/** Header in the first line, one head of the table, rows below it, keys in the last line, nothing else. */
async function assertWhole(pty: Pty): Promise<void> {
  const { screen } = pty;
  const isWhole = (): boolean => {
    const lines = pty.text().split('\n');
    const heads = lines.flatMap((line, y) => (/^ *PID[▼▲ ].*RES/.test(line) ? [y] : []));
    return (
      lines.length === screen.rows &&
      /^(leaktop +)?\d+:\d+:\d+ /.test(lines[0] ?? '') &&
      / h +help/.test(lines.at(-1) ?? '') &&
      heads.length === 1 &&
      lines.slice((heads[0] ?? 0) + 1, -1).every((line) => /^ *\d+ /.test(line) || line === '')
    );
  };
  await pty.until(isWhole);
  await untilNextFrame(pty);
  assert.equal(isWhole(), true, pty.text());
}

describe('sizes', linux, () => {
  for (const [columns, rows] of [[40, 10], [80, 24], [200, 50], [300, 100]] as const) {
    it(`${columns} x ${rows} from the start`, async () => {
      const pty = openMonitor(['-d', '0.5'], { cols: columns, rows });
      await assertWhole(pty);
      // A line too long would go on in the next one.
      for (let y = 0; y < rows; y++) assert.equal(pty.screen.xterm.buffer.active.getLine(y)?.isWrapped, false);
    });
  }

  it('a storm from 40 x 10 to 300 x 100 and back', async () => {
    const pty = openMonitor(['-d', '0.5'], { cols: 40, rows: 10 });
    await assertWhole(pty);
    for (let i = 0; i <= 130; i++) {
      pty.resize(40 + i * 2, 10 + Math.trunc((i * 90) / 130));
      if (i % 10 === 0) await pause(20);
    }
    await assertWhole(pty);
    for (let i = 0; i < 200; i++) {
      pty.resize(40 + ((i * 97) % 261), 10 + ((i * 31) % 91));
      if (i % 7 === 0) await pause(15);
    }
    pty.resize(40, 10);
    await assertWhole(pty);
  });

  it('a storm while each dialog is open', async () => {
    const dialogs: readonly (readonly [keys: string, shows: RegExp])[] = [
      ['h', /┌─ Help/],
      [':', /┌─ Commands/],
      ['k', /^PID to signal/m],
      ['\r', /┌─ \d+ /],
      ['k1\r\r', /┌─ .*SIGTERM/],
    ];
    for (const [keys, shows] of dialogs) {
      const pty = openMonitor(['-d', '0.5'], { cols: 120, rows: 40 });
      await pty.until(RUNNING);
      pty.key(keys);
      await pty.until(shows);
      for (let i = 0; i < 60; i++) {
        pty.resize(20 + ((i * 97) % 281), 3 + ((i * 31) % 98));
        if (i % 7 === 0) await pause(15);
      }
      pty.resize(80, 24);
      await pause(100);
      pty.key('\x1b');
      await assertWhole(pty);
      await closeMonitors();
    }
  });

  it('sizes too small for anything, and 0 x 0', async () => {
    const pty = openMonitor(['-d', '0.5']);
    await pty.until(RUNNING);
    for (const [columns, rows] of [[1, 1], [2, 1], [1, 30], [500, 1], [5, 5], [12, 4]] as const) {
      pty.resize(columns, rows);
      await pause(120);
    }
    pty.resize(80, 24);
    await assertWhole(pty);
  });
});

describe('a terminal that is not read', linux, () => {
  it('costs nothing, and shows the newest frame when it is read again', async () => {
    const pty = openMonitor(['-d', '0.5'], { cols: 200, rows: 50 });
    await assertWhole(pty);
    const before = cpuTicksOf(pty.pid);
    await pause(3000);
    const usual = cpuTicksOf(pty.pid) - before;
    const sent = pty.raw.length;
    pty.stall();
    // Each repaint is several kilobytes: the pty is full after a few.
    for (let i = 0; i < 40; i++) pty.key('\x0c');
    // What the keys cost is no part of it. A program that tries again and again computes all the time.
    await pause(500);
    while (!isAtRest(pty.pid)) await pause(20);
    const stalled = cpuTicksOf(pty.pid);
    await pause(3000);
    const cost = cpuTicksOf(pty.pid) - stalled;
    assert.ok(cost <= usual * 2 + 60, `${cost} ticks of CPU in 3 s, ${usual} before`);
    pty.key('N');
    pty.resume();
    await pty.until(/PID▼/);
    await assertWhole(pty);
    // Frames left out are not sent late: at most what lay in the pty, and a few new ones.
    assert.ok(pty.raw.length - sent < 400_000, `${pty.raw.length - sent} bytes came after`);
    assert.match(clockOf(pty), /^\d+:\d+:\d+$/);
  });

  it('samples on: what grew in between is seen', async () => {
    // Only itself: others of the machine may be many, and larger.
    const pty = openShell(['sh', '-c', 'exec $RUN -d 0.5 -p $$'], { cols: 200, rows: 50 });
    await pty.until(RUNNING);
    const first = secondsOf(pty);
    pty.stall();
    for (let i = 0; i < 40; i++) pty.key('\x0c');
    await pause(8000);
    pty.resume();
    // What lay in the pty is seen first. A cell of the sparkline is a second of the shortest window.
    const elapsed = (): number => (secondsOf(pty) - first + DAY_SECONDS) % DAY_SECONDS;
    await pty.until(() => secondsOf(pty) !== -1 && elapsed() >= 8);
    const row = pty.text().split('\n').find((line) => new RegExp(`^ *${pty.pid} `).test(line)) ?? '';
    const cells = row.match(/[\u2581-\u2588]/g)?.length ?? 0;
    // On a slow machine a second may be missed; had nothing been sampled meanwhile, eight would be.
    assert.ok(cells >= elapsed() / 2, `${cells} of ${elapsed()}: ${row}`);
  });

  it('does not keep leaktop from ending', async () => {
    const pty = openMonitor(['-d', '0.5'], { cols: 200, rows: 50 });
    await pty.until(RUNNING);
    pty.stall();
    for (let i = 0; i < 40; i++) pty.key('\x0c');
    await pause(500);
    pty.key('q');
    await pty.until(() => stateOf(pty.pid) === 'gone');
  });
});

/** The time of the frame on screen, in seconds; -1 while there is none. */
function secondsOf(pty: Pty): number {
  const [hours = NaN, minutes = NaN, seconds = NaN] = clockOf(pty).split(':').map(Number);
  return clockOf(pty) === '' ? -1 : (hours * 60 + minutes) * 60 + seconds;
}
