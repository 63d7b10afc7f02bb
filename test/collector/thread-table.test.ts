// Rows of threads from a built tree through the whole pipeline: whose is which value, and what a rate is made of.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Pipeline } from '../../src/collector/pipeline.ts';
import { PROCESS_COLUMNS, type ProcessColumnId } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf } from '../../src/core/table.ts';
import type { Want } from '../../src/core/want.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import { openFilesBelow } from '../support/open-files.ts';
import { ProcTree, statText, type ProcessText } from '../support/proc-tree.ts';
import { ScriptedSource } from './support/scripted-source.ts';

const WANT: Want = {
  reads: 31,
  completeReads: 31,
  columns: PROCESS_COLUMNS,
  focus: [],
  trend: null,
  growthWindowSeconds: 180,
};

class Machine {
  readonly tree = new ProcTree().host().auxv(4096, 100);
  readonly texts = new InternedTexts();
  readonly pipeline: Pipeline;
  private uptimeSeconds = 1000;

  constructor(t: TestContext) {
    const source = createProcfsSource({ root: this.tree.root, monotonicSeconds: () => this.uptimeSeconds });
    this.pipeline = new Pipeline({ source, serves: [], root: this.tree.root, descriptorBudget: 100 });
    t.after(() => {
      this.pipeline.close();
      this.tree.dispose();
    });
  }

  thread(pid: number, tid: number, text: ProcessText): this {
    this.tree.write(`proc/${pid}/task/${tid}/stat`, statText(tid, text));
    return this;
  }

  /** A sample ten seconds after the one before, looked at and given back. */
  look<T>(threads: boolean, read: (frame: Frame) => T): T {
    this.uptimeSeconds += 10;
    this.tree.uptime(this.uptimeSeconds);
    const frame = this.pipeline.tick({ ...WANT, threads });
    this.texts.apply(frame.strings);
    const seen = read(frame);
    this.pipeline.release(frame.sequence);
    return seen;
  }
}

function tidsOf({ thread }: Frame): number[] {
  return [...(thread?.columns.pid.subarray(0, thread.rows) ?? [])].sort((a, b) => a - b);
}

function valueOf({ thread }: Frame, tid: number, id: ProcessColumnId): number {
  assert.ok(thread !== null);
  const at = thread.columns.pid.subarray(0, thread.rows).indexOf(tid);
  assert.ok(at >= 0, `thread ${tid} is in the frame`);
  return columnOf(thread, id)[at] as number;
}

/** Process 10 of three threads, and 20 of one. */
function build(t: TestContext): Machine {
  const machine = new Machine(t);
  machine.tree.process(10, { comm: 'server', threads: 3, utime: 900, start: 500, rss: 700, shared: 200, ppid: 4 });
  machine.tree.process(20, { comm: 'lonely', threads: 1, utime: 50, start: 600, rss: 9 });
  machine.thread(10, 10, { comm: 'server', threads: 3, utime: 100, start: 500 });
  machine.thread(10, 11, { comm: 'worker', threads: 3, utime: 300, start: 501, state: 'R', priority: 30, nice: 10 });
  machine.thread(10, 12, { comm: 'io {x}', threads: 3, utime: 20, stime: 30, start: 502, state: 'D', minflt: 77 });
  machine.thread(20, 20, { comm: 'lonely', threads: 1, utime: 40, start: 600 });
  return machine;
}

test('nobody who does not want threads gets any', (t) => {
  const machine = build(t);
  assert.equal(machine.look(false, (frame) => frame.thread), null);
});

test('a row a thread: what is its own is read of it, the rest is that of its process', (t) => {
  const machine = build(t);
  machine.look(true, (frame) => {
    assert.deepEqual(tidsOf(frame), [10, 11, 12, 20]);
    const text = (tid: number): string => machine.texts.textOf(valueOf(frame, tid, 'command'));
    assert.deepEqual([10, 11, 12, 20].map(text), ['server', 'worker', 'io {x}', 'lonely']);
    const all = (id: ProcessColumnId): number[] => [10, 11, 12, 20].map((tid) => valueOf(frame, tid, id));
    assert.deepEqual(all('tgid'), [10, 10, 10, 20]);
    assert.deepEqual(all('start'), [500, 501, 502, 600]);
    assert.deepEqual(all('time'), [1, 3, 0.5, 0.4]);
    assert.deepEqual(all('minutes'), [1, 3, 0.5, 0.4]);
    assert.deepEqual(all('pr'), [20, 30, 20, 20]);
    assert.deepEqual(all('ni'), [0, 10, 0, 0]);
    assert.deepEqual(all('minorFaults'), [10, 10, 77, 10]);
    assert.deepEqual(String.fromCharCode(...all('state')), 'SRDS');
    assert.deepEqual(all('res'), [700, 700, 700, 9].map((pages) => pages * 4096));
    assert.deepEqual(all('anon'), [500, 500, 500, -31].map((pages) => pages * 4096));
    assert.deepEqual(all('ppid'), [4, 4, 4, 1]);
    assert.deepEqual(all('threads'), [3, 3, 3, 1]);
    assert.ok(all('cpu').every(Number.isNaN), 'the first sample knows no rate');
    assert.ok(all('growth').every(Number.isNaN), 'memory is the process\'s: a thread does not grow');
    assert.deepEqual([...frame.process.columns.pid.subarray(0, frame.process.rows)].sort(), [10, 20]);
    const { tasks, running, waiting, sleeping, threads } = frame.host.columns;
    assert.deepEqual([tasks[0], running[0], waiting[0], sleeping[0], threads[0]], [4, 1, 1, 2, 4]);
  });
});

test('%CPU is that of the thread over the true interval, and that of the process goes on as it was', (t) => {
  const machine = build(t);
  machine.look(true, () => undefined);
  machine.tree.process(10, { comm: 'server', threads: 4, utime: 1900, start: 500 });
  machine.thread(10, 11, { comm: 'worker', utime: 800, start: 501 });
  machine.thread(10, 13, { comm: 'young', utime: 100, start: 101_500 });
  machine.look(true, (frame) => {
    assert.deepEqual([10, 11, 12, 13].map((tid) => valueOf(frame, tid, 'cpu')), [0, 50, 0, 10]);
    assert.equal(frame.process.columns.cpu[frame.process.columns.pid.indexOf(10)], 100);
  });
});

test('a thread that ends leaves, one that has its number since is another, and no text is odd for ever', (t) => {
  const machine = build(t);
  machine.look(true, () => undefined);
  machine.tree.remove('proc/10/task/12');
  machine.thread(10, 11, { comm: 'other', utime: 900, start: 101_900 });
  machine.tree.write('proc/20/task/20/stat', '20 (lonely) S 1');
  machine.look(true, (frame) => {
    assert.deepEqual(tidsOf(frame), [10, 11]);
    assert.equal(machine.texts.textOf(valueOf(frame, 11, 'command')), 'other');
    assert.equal(valueOf(frame, 11, 'cpu'), 90, 'born since the sample before, it began at zero');
    assert.deepEqual(frame.issues.map(({ id }) => id), ['procfs.odd.task']);
  });
});

test('switched off and on again there is no rate over the time between', (t) => {
  const machine = build(t);
  machine.look(true, () => undefined);
  machine.look(false, (frame) => assert.equal(frame.thread, null));
  machine.thread(10, 11, { comm: 'worker', utime: 5000, start: 501 });
  machine.look(true, (frame) => assert.ok(Number.isNaN(valueOf(frame, 11, 'cpu'))));
  machine.thread(10, 11, { comm: 'worker', utime: 5100, start: 501 });
  machine.look(true, (frame) => assert.equal(valueOf(frame, 11, 'cpu'), 10));
});

test('more threads than rows at first, and no descriptor stays open', (t) => {
  const machine = new Machine(t);
  machine.tree.process(1, { threads: 700 });
  for (let tid = 1; tid <= 700; tid++) machine.thread(1, tid, { comm: `t${tid}`, utime: tid });
  machine.look(false, () => undefined);
  const before = openFilesBelow(machine.tree.root);
  for (let round = 0; round < 3; round++) {
    machine.look(true, (frame) => {
      assert.equal(frame.thread?.rows, 700);
      assert.equal(machine.texts.textOf(valueOf(frame, 699, 'command')), 't699');
      assert.equal(valueOf(frame, 700, 'time'), 7);
    });
  }
  assert.deepEqual(openFilesBelow(machine.tree.root), before);
});

test('a source without threads makes no table of them', () => {
  const source = new ScriptedSource();
  source.processes = [{ pid: 1 }];
  const pipeline = new Pipeline({ source, serves: [], root: '/nowhere', descriptorBudget: 10 });
  assert.equal(pipeline.tick({ ...WANT, threads: true }).thread, null);
});
