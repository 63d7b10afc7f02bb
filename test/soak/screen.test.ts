// 10,000 frames of churn through the real loop: sampler's pool and interner, update, view, screen, output. Frames are
// given back the way the threads do it: what they hold is gone at once.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MonitorLoop } from '../../src/cli/monitor-loop.ts';
import type { Collector } from '../../src/collector/client.ts';
import { FramePool } from '../../src/collector/frame-pool.ts';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { columnOf } from '../../src/core/table.ts';
import { Interner } from '../../src/core/interner.ts';
import { initialState } from '../../src/store/initial-state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { wantOf } from '../../src/store/want.ts';
import { openScreen, residue, RICH, type Screen } from '../support/screen-fixture.ts';
import { TEST_SIGNALS } from '../support/state-fixture.ts';

const FRAMES = 10_000;
const WARM_UP = 3_000;
const ROWS = 200;

/** Makes frames as the sampler does: rows come and go, their names with them. */
class Churn {
  readonly pool = new FramePool();
  readonly interner = new Interner();
  #sequence = 0;

  next(): Frame {
    const sequence = ++this.#sequence;
    const rows = ROWS + (sequence % 7);
    const { host, process } = this.pool.take(sequence, rows, PROCESS_COLUMNS);
    host.rows = 1;
    process.rows = rows;
    const { columns } = process;
    for (let i = 0; i < rows; i++) {
      for (const id of PROCESS_COLUMNS) columnOf(process, id)[i] = (i * 31 + sequence) % 977;
      // A process in five is another one each time.
      const born = i % 5 === 0 ? sequence : 1;
      columns.pid[i] = 100 + i + (i % 5 === 0 ? (sequence % 300) * 1000 : 0);
      columns.start[i] = born;
      columns.command[i] = this.interner.idOf(i % 5 === 0 ? `worker-${sequence}-${i}` : `service-${i}`);
      columns.user[i] = this.interner.idOf(`user${i % 3}`);
    }
    this.interner.hold(sequence, columns.command, rows);
    this.interner.hold(sequence, columns.user, rows);
    const strings = this.interner.takeChanges();
    this.interner.recycle(this.pool.oldestOut(sequence));
    const uptimeSeconds = 1000 + sequence;
    return {
      sequence, wallMillis: sequence * 1000, uptimeSeconds, intervalSeconds: 1, host, process, strings,
      thread: null, cpu: null, side: {}, findings: [], leaks: null, trend: null, issues: [], sources: [],
    };
  }

  giveBack(frame: Frame): void {
    // As the sampler may, at once: whoever still reads the frame finds nothing.
    for (const { buffer } of [frame.host, frame.process]) new Float64Array(buffer).fill(NaN);
    this.pool.giveBack(frame.sequence);
  }
}

function startLoop(churn: Churn, screen: Screen): MonitorLoop {
  const state = initialState({ delaySeconds: 1, secure: true, screen: { columns: 120, rows: 40 }, signals: TEST_SIGNALS });
  const loop = new MonitorLoop(state, wantOf(state, makeView(state).table, null));
  loop.attachCollector({
    setWant: () => undefined,
    setDelay: () => undefined,
    refresh: () => undefined,
    rebase: () => undefined,
    giveBack: (frame) => {
      churn.giveBack(frame);
    },
    inspect: () => new Promise(() => undefined),
    queryHistory: () => new Promise(() => undefined),
    close: () => ({ clean: true }),
  } satisfies Partial<Collector> as unknown as Collector);
  loop.attachScreen(screen);
  return loop;
}

/** Until the loop has shown what it was told and the screen has drawn it. */
async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

it(`${FRAMES} frames of churn keep heap, buffers, texts and listeners flat`, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const screen = openScreen(120, 40, RICH);
  // The terminal in memory keeps what is written, for other tests.
  Object.defineProperty(screen.terminal.output, 'written', { get: () => '', set: () => undefined });
  const churn = new Churn();
  const loop = startLoop(churn, screen);
  const keys = 'down M P h escape enter escape : escape c d escape R end home p p'.split(' ');
  const measure = async (): Promise<{ heap: number; buffers: number; texts: number }> => {
    await screen.terminal.screen.flush();
    await turns();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return { heap: heapUsed, buffers: arrayBuffers, texts: churn.interner.size };
  };
  try {
    let before = await measure();
    let kept = residue(screen);
    for (let i = 1; i <= FRAMES; i++) {
      // A key's render is asked for before the frame comes: what is painted must be the frame that is still there.
      const name = keys[i % keys.length] as string;
      loop.dispatch({ type: 'key', name, text: name.length === 1 ? name : '' });
      await new Promise((resolve) => setImmediate(resolve));
      if (churn.pool.hasFree) loop.takeFrame(churn.next());
      await turns();
      if (i % 500 === 0) await screen.terminal.screen.flush();
      if (i === WARM_UP) {
        before = await measure();
        kept = residue(screen);
      }
    }
    const after = await measure();
    assert.ok(after.heap - before.heap < 1_500_000, `heap grew by ${after.heap - before.heap} bytes`);
    assert.ok(after.buffers - before.buffers < 400_000, `buffers grew by ${after.buffers - before.buffers} bytes`);
    assert.ok(Math.abs(after.texts - before.texts) < ROWS, `texts went from ${before.texts} to ${after.texts}`);
    assert.deepEqual(residue(screen), kept);
    assert.ok(screen.session.stats.framesDrawn > FRAMES / 2, `${screen.session.stats.framesDrawn} frames were drawn`);
  } finally {
    screen.close();
  }
});
