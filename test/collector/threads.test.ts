// The collector as the product has it: built, with real threads.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import type { Collector, CollectorHealth, CollectorOptions } from '../../src/collector/client.ts';
import type { FromSampler } from '../../src/collector/protocol.ts';
import type { StartThread } from '../../src/collector/threads.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import type { Want } from '../../src/core/want.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';
import { buildCollector, type BuiltCollector } from './support/bundle.ts';

const WANT: Want = { reads: 31, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };
const key = (pid: number): { pid: number; start: number } => ({ pid, start: 500 });

let built: BuiltCollector;

/** Records what a collector tells, and waits for what a test looks for. */
class Watched {
  readonly frames: Frame[] = [];
  readonly healths: CollectorHealth[] = [];
  readonly collector: Collector;
  look: () => void = () => undefined;

  constructor(root: string, options: Partial<CollectorOptions> = {}) {
    this.collector = built.startCollector({
      root,
      delaySeconds: 0.1,
      want: WANT,
      onFrame: (frame) => {
        this.frames.push(frame);
        this.look();
      },
      onTrend: () => undefined,
      onHealth: (health) => {
        this.healths.push(health);
        this.look();
      },
      ...options,
    });
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`waited in vain for: ${what}; health: ${JSON.stringify(this.healths)}`));
      }, 120_000);
      this.look = () => {
        if (!isSo()) return;
        clearTimeout(timer);
        resolve();
      };
      this.look();
    });
  }

  giveBackAll(): void {
    for (const frame of this.frames) this.collector.giveBack(frame);
  }

  get stuckPids(): number[] {
    return this.healths.at(-1)?.stuck.map((read) => read.pid) ?? [];
  }
}

function treeWithFifos(...pids: number[]): ProcTree {
  const tree = new ProcTree().host();
  for (const pid of [1, ...pids]) tree.process(pid);
  tree.write('proc/1/cmdline', 'init\0--quick\0');
  for (const pid of pids) execFileSync('mkfifo', [join(tree.root, `proc/${pid}/cmdline`)]);
  return tree;
}

/** Opens the other end of a FIFO, which sets free who waits for it. */
function setFree(tree: ProcTree, pid: number): void {
  closeSync(openSync(join(tree.root, `proc/${pid}/cmdline`), 'r+'));
}

describe('the collector with real threads', { ...requires('linux'), timeout: 900_000 }, () => {
  before(async () => {
    built = await buildCollector();
  });
  after(() => {
    built.remove();
  });

  it('sends frames, answers queries, and lets the process end', async () => {
    const tree = treeWithFifos();
    const watched = new Watched(tree.root);
    const texts = new InternedTexts();
    await watched.until('two frames', () => watched.frames.length >= 2);
    const [first] = watched.frames as [Frame];
    texts.apply(first.strings);
    assert.equal(first.process.rows, 1);
    assert.equal(first.process.columns.pid[0], 1);
    assert.equal(texts.textOf(first.process.columns.command[0] as number), 'task-1');
    assert.equal(first.sources[0]?.source, 'procfs');
    const lines = await watched.collector.inspect({ kind: 'commandLines', keys: [key(1), { pid: 1, start: 4 }, key(9)] });
    assert.deepEqual(lines.kind === 'commandLines' && lines.lines.map((line) => line.text), ['init --quick', null, null]);
    const history = await watched.collector.queryHistory({
      kind: 'history',
      key: key(1),
      fields: ['res'],
      windowSeconds: 60,
      buckets: 60,
    });
    assert.equal(history.series['res']?.length, 60);
    assert.deepEqual(watched.collector.close(), { clean: true });
    tree.dispose();
  });

  it('has three frames out at most; one given back makes room for one', async () => {
    const tree = treeWithFifos();
    let unpublished = 0;
    const sentSources: unknown[] = [];
    const start: StartThread = (name, data, events) =>
      built.startThread(name, data, {
        ended: (error) => {
          events.ended(error);
        },
        message: (message) => {
          const told = message as FromSampler;
          if (told.type === 'unpublished') unpublished++;
          if (told.type === 'frame') sentSources.push(told.sources);
          events.message(message);
          watched.look();
        },
      });
    const watched = new Watched(tree.root, { start });
    await watched.until('three frames, and samples without one', () => unpublished >= 3);
    assert.deepEqual(watched.frames.map((frame) => frame.sequence), [1, 2, 3]);
    assert.deepEqual(sentSources.slice(1), [null, null], 'what did not change is not sent again');
    assert.deepEqual(watched.frames.map((frame) => frame.sources[0]?.source), ['procfs', 'procfs', 'procfs']);
    const [first] = watched.frames as [Frame];
    watched.collector.giveBack(first);
    watched.collector.giveBack(first);
    await watched.until('a fourth frame', () => watched.frames.length === 4);
    watched.collector.close();
    tree.dispose();
  });

  it('names the process a read hangs at, goes on without it, and leaves two threads behind at most', async () => {
    const tree = treeWithFifos(7, 8, 9);
    const watched = new Watched(tree.root);
    const { collector } = watched;
    const keys = [key(1), key(7)];
    const lines = await collector.inspect({ kind: 'commandLines', keys });
    assert.deepEqual(lines.kind === 'commandLines' && lines.lines.map((line) => line.text), ['init --quick', null]);
    assert.deepEqual(watched.healths.at(-1)?.stuck, [{ pid: 7, file: 'cmdline' }]);
    const details = await collector.inspect({ kind: 'details', key: key(7) });
    assert.match((details.kind === 'details' && details.details.missing[0]) || '', /an earlier read of it hangs/);
    await assert.rejects(collector.inspect({ kind: 'commandLines', keys: [key(8)] }), /hangs/);
    assert.deepEqual(watched.stuckPids, [7, 8]);
    await assert.rejects(collector.inspect({ kind: 'commandLines', keys: [key(9)] }), /cmdline of process 7/);
    const seen = watched.frames.length;
    watched.giveBackAll();
    await watched.until('frames still come', () => watched.frames.length > seen);
    assert.deepEqual(collector.close(), { clean: false });
    setFree(tree, 7);
    setFree(tree, 8);
    tree.dispose();
  });

  it('tries a process again whose read came back', async () => {
    const tree = treeWithFifos(7);
    const watched = new Watched(tree.root);
    await watched.collector.inspect({ kind: 'commandLines', keys: [key(7)] });
    assert.deepEqual(watched.stuckPids, [7]);
    setFree(tree, 7);
    await watched.until('nothing is stuck', () => watched.stuckPids.length === 0);
    tree.remove('proc/7/cmdline').write('proc/7/cmdline', 'well\0again\0');
    const lines = await watched.collector.inspect({ kind: 'commandLines', keys: [key(7)] });
    assert.equal(lines.kind === 'commandLines' && lines.lines[0]?.text, 'well again');
    assert.deepEqual(watched.collector.close(), { clean: true });
    tree.dispose();
  });

  it('says why no samples come, and goes on when they can be taken again', async () => {
    const tree = treeWithFifos();
    renameSync(join(tree.root, 'proc'), join(tree.root, 'away'));
    const watched = new Watched(tree.root);
    await watched.until('a reason', () => /no source of processes: procfs: /.test(watched.healths.at(-1)?.staleReason ?? ''));
    renameSync(join(tree.root, 'away'), join(tree.root, 'proc'));
    await watched.until('a frame', () => watched.frames.length > 0);
    assert.equal(watched.healths.at(-1)?.staleSeconds, 0);
    watched.collector.close();
    tree.dispose();
  });

  it('asks getent for users that no file knows', async () => {
    const tree = treeWithFifos();
    const path = process.env['PATH'];
    tree.write('bin/getent', '#!/bin/sh\necho "directory-user:x:4242:1::/:/bin/sh"\n');
    chmodSync(join(tree.root, 'bin/getent'), 0o755);
    process.env['PATH'] = `${join(tree.root, 'bin')}:${path ?? ''}`;
    try {
      const watched = new Watched(tree.root);
      const answer = await watched.collector.inspect({ kind: 'userNames', uids: [4242, 4243] });
      assert.deepEqual(answer, { kind: 'userNames', names: [[4242, 'directory-user']] });
      watched.collector.close();
    } finally {
      process.env['PATH'] = path;
      tree.dispose();
    }
  });

  it('leaves at once with the right code while two threads hang', async () => {
    const tree = treeWithFifos(7, 8);
    const script = join(built.folder, 'leave.mjs');
    writeFileSync(
      script,
      `import { startCollector } from './client.js';
       import { exitNow } from './libc.js';
       const ignore = () => undefined;
       const collector = startCollector({ root: process.argv[2], delaySeconds: 1, want: ${JSON.stringify(WANT)},
         onFrame: ignore, onTrend: ignore, onHealth: ignore });
       for (const pid of [7, 8]) {
         await collector.inspect({ kind: 'commandLines', keys: [{ pid, start: 500 }] }).catch(ignore);
       }
       const { clean } = collector.close();
       exitNow(clean ? 1 : 43);`,
    );
    const child = spawn(process.execPath, [script, tree.root], { stdio: ['ignore', 'inherit', 'inherit'] });
    assert.deepEqual(await once(child, 'exit'), [43, null]);
    tree.dispose();
  });
});
