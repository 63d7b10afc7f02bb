// A command that grows in every life: what is remembered of it on disk raises its next life, and what is broken there hinders
// nobody. The processes are files of a built tree, so time passes as fast as it is written.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { BatchLives } from '../../src/cli/batch-lives.ts';
import { LifeKeeper } from '../../src/cli/life-keeper.ts';
import { Pipeline } from '../../src/collector/pipeline.ts';
import type { EarlierLives } from '../../src/core/life.ts';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import { GuardedFiles } from '../../src/sources/inspect/guarded-files.ts';
import { ProcessFiles } from '../../src/sources/inspect/process-files.ts';
import { chooseSource } from '../../src/sources/registry.ts';
import { ProcTree } from '../support/proc-tree.ts';

const WANT: Want = { ...wantFields(['verdict', 'held', 'data']), focus: [], trend: null, growthWindowSeconds: 180 };
const TICK_SECONDS = 4;
const PAGE = 4096;
const MIB = 2 ** 20;
const SECRET = 'hunter2';

let base = '';
let tree: ProcTree;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'leaktop-state-'));
  tree = new ProcTree().host().auxv(PAGE, 100);
});
afterEach(() => {
  tree.dispose();
  rmSync(base, { recursive: true, force: true });
});

const file = (): string => join(base, 'leaktop', 'lives.json');

/** What was seen of one life: how old it was when it was suspected, and what was said last. */
interface Seen {
  readonly suspectedSeconds: number;
  readonly last: LeakFinding | undefined;
}

/** One run of leaktop beside the tree. */
class Run {
  readonly problems: string[] = [];
  private readonly keeper: LifeKeeper;
  private readonly batch: BatchLives | null;

  private constructor(
    private readonly pipeline: Pipeline,
    private readonly world: { seconds: number },
    env: Record<string, string>,
    isBatch: boolean,
  ) {
    const nobody = { enter: () => undefined, leave: () => undefined };
    const files = new ProcessFiles(new GuardedFiles(tree.root, nobody, () => false));
    this.keeper = new LifeKeeper({
      env,
      root: tree.root,
      identify: (key) => Promise.resolve(files.details(key)),
      isAlive: ({ pid }) => existsSync(join(tree.root, `proc/${pid}`)),
      tell: (told) => {
        pipeline.setEarlierLives(told);
      },
      problem: (text) => this.problems.push(text),
      now: () => 1e12 + this.world.seconds * 1000,
    });
    const { rows } = pipeline;
    const told = {
      rows,
      takeLives: () => pipeline.takeLives(),
      setEarlierLives: (lives: readonly EarlierLives[]) => {
        pipeline.setEarlierLives(lives);
      },
      report: (_id: string, text: string) => this.problems.push(text),
    };
    this.batch = isBatch ? new BatchLives(told, { env, root: tree.root }, (key) => Promise.resolve(files.details(key))) : null;
  }

  static async begin(world: { seconds: number }, env: Record<string, string> = { XDG_STATE_HOME: base }, isBatch = false): Promise<Run> {
    tree.process(1, { comm: 'init', start: 1 }).uptime(world.seconds);
    const pipeline = new Pipeline({ ...(await chooseSource(tree.root)), root: tree.root, descriptorBudget: 100 });
    await pipeline.prepare();
    const run = new Run(pipeline, world, env, isBatch);
    run.tick();
    await pipeline.loadFor(WANT);
    return run;
  }

  /** A process from its start to its end, which holds so many bytes at each age. */
  async live(pid: number, seconds: number, held: (age: number) => number, command = [`/opt/app/bin/worker`, `--password=${SECRET}`, `--port=80${pid}`]): Promise<Seen> {
    const { world } = this;
    const born = world.seconds;
    let suspectedSeconds = Infinity;
    let last: LeakFinding | undefined;
    for (let age = 0; age <= seconds; age += TICK_SECONDS) {
      const pages = Math.round(held(age) / PAGE);
      tree.process(pid, { comm: 'worker', start: born * 100, resident: pages + 40, size: pages + 2000, data: pages + 500, utime: age });
      if (age === 0) {
        tree.write(`proc/${pid}/cmdline`, `${command.join('\0')}\0`).write(`proc/${pid}/cgroup`, '0::/system.slice/app.service\n');
        symlinkSync('/opt/app/bin/worker', join(tree.root, `proc/${pid}/exe`));
      }
      const finding = this.tick().find(({ key }) => key.pid === pid);
      if (finding !== undefined) suspectedSeconds = Math.min(suspectedSeconds, age);
      last = finding ?? last;
      await this.keep();
    }
    tree.remove(`proc/${pid}`);
    this.tick();
    await this.keep();
    return { suspectedSeconds, last };
  }

  save(): void {
    this.keeper.save();
  }

  end(): void {
    this.save();
    this.pipeline.close();
  }

  private tick(): readonly LeakFinding[] {
    this.world.seconds += TICK_SECONDS;
    tree.uptime(this.world.seconds);
    const frame = this.pipeline.tick(WANT);
    this.pipeline.release(frame.sequence);
    return (frame.leaks?.findings ?? []).filter(({ retracted }) => retracted === null);
  }

  private async keep(): Promise<void> {
    if (this.batch !== null) return this.batch.take();
    const notes = this.pipeline.takeLives();
    if (notes.length > 0) await this.keeper.take(notes);
  }
}

const leak = (age: number): number => 30 * MIB + (age * 60 * MIB) / 3600;
const warmUp = (age: number): number => (30 + 40 * (1 - Math.exp(-age / 200))) * MIB;

test('a leaker that is killed and restarted three times is raised by its second life, sooner and surer', async () => {
  const run = await Run.begin({ seconds: 5000 });
  const lives: Seen[] = [];
  for (const pid of [21, 22, 23]) lives.push(await run.live(pid, 900, leak));
  run.end();
  const [first, second, third] = lives as [Seen, Seen, Seen];
  const said = JSON.stringify(lives);
  assert.ok(second.suspectedSeconds < 300 && second.suspectedSeconds < first.suspectedSeconds, said);
  assert.ok((second.last?.confidence ?? 0) > (first.last?.confidence ?? 1), said);
  assert.doesNotMatch(first.last?.sentence ?? '', /every time/);
  assert.match(second.last?.sentence ?? '', /; starts at 30 MB and gains (59|60|61) MB\/h every time, restarted once in 30 m; against it/);
  assert.match(third.last?.sentence ?? '', /every time, restarted 2 times in 45 m/);
  assert.deepEqual(run.problems, []);
});

test('another run of leaktop knows the lives before it by a file for its owner only, without a word of the arguments', async () => {
  const world = { seconds: 5000 };
  const before = await Run.begin(world);
  await before.live(20, 900, () => 50 * MIB);
  before.save();
  assert.equal(existsSync(file()), false, 'nothing grew');
  await before.live(21, 900, leak);
  before.end();
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  assert.equal(statSync(join(base, 'leaktop')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(base, 'leaktop')), ['lives.json']);
  assert.doesNotMatch(readFileSync(file(), 'utf8'), new RegExp(`${SECRET}|password|port`));

  const after = await Run.begin(world);
  const other = await after.live(22, 400, leak, ['/opt/app/bin/worker', '--batch']);
  const same = await after.live(23, 400, leak);
  after.end();
  assert.equal(other.suspectedSeconds, Infinity, 'another command');
  assert.ok(same.suspectedSeconds < 300, `${same.suspectedSeconds}`);
  assert.match(same.last?.sentence ?? '', /every time, restarted once in /);
});

test('a batch knows what monitors remembered, and writes nothing', async () => {
  const monitor = await Run.begin({ seconds: 5000 });
  await monitor.live(21, 900, leak);
  monitor.end();
  const before = [readFileSync(file(), 'utf8'), statSync(file()).ino];
  const batch = await Run.begin({ seconds: 9000 }, { XDG_STATE_HOME: base }, true);
  const same = await batch.live(22, 900, leak);
  assert.ok(same.suspectedSeconds < 300, `${same.suspectedSeconds}`);
  assert.match(same.last?.sentence ?? '', /; starts at 30 MB and gains (59|60|61) MB\/h every time, restarted once in /);
  const next = await batch.live(23, 300, leak);
  assert.match(next.last?.sentence ?? '', /every time, restarted 2 times in /, 'what it saw itself, too');
  batch.end();
  assert.deepEqual([readFileSync(file(), 'utf8'), statSync(file()).ino], before);
  assert.deepEqual(readdirSync(join(base, 'leaktop')), ['lives.json']);

  writeFileSync(file(), '{');
  const broken = await Run.begin({ seconds: 15_000 }, { XDG_STATE_HOME: base }, true);
  await broken.live(24, 400, leak);
  assert.deepEqual([broken.problems.length, readFileSync(file(), 'utf8')], [1, '{']);
  const homeless = await Run.begin({ seconds: 20_000 }, {}, true);
  await homeless.live(25, 400, leak);
  assert.deepEqual(homeless.problems, [], 'there is nothing to be read');
});

test('lives that levelled off speak against the next one', async () => {
  const run = await Run.begin({ seconds: 5000 });
  // Straight for long enough to be suspected of it at first, and then flat.
  const fill = (age: number): number => (30 + Math.min(age, 1200) / 20) * MIB;
  const first = await run.live(21, 2400, fill);
  await run.live(22, 1200, warmUp);
  const next = await run.live(23, 1100, fill);
  assert.ok(first.suspectedSeconds < 1200 && first.last !== undefined, JSON.stringify(first));
  assert.ok((next.last?.confidence ?? 0) < first.last.confidence - 0.2, JSON.stringify([first, next]));
  assert.match(next.last?.sentence ?? '', /against it: earlier runs of this command levelled off/);
  run.end();
});

test('a file that is broken is named once and left as it is, and this run remembers all the same', async () => {
  mkdirSync(join(base, 'leaktop'));
  for (const text of ['{', '[{"hash":"x","name":"y","lives":[]}]', '[{"hash":"x","name":"y","lives":[{"boot":""}]}]', '[null]']) {
    writeFileSync(file(), text);
    const run = await Run.begin({ seconds: 5000 });
    await run.live(21, 800, leak);
    const second = await run.live(22, 300, leak);
    run.end();
    assert.equal(run.problems.length, 1, text);
    assert.ok(run.problems[0]?.includes(file()), run.problems[0]);
    assert.ok(second.suspectedSeconds < 300, text);
    assert.equal(readFileSync(file(), 'utf8'), text);
  }
});

test('where nothing can be written it is said once, and nobody is hindered', async () => {
  writeFileSync(join(base, 'leaktop'), 'a file in the place of the folder');
  const run = await Run.begin({ seconds: 5000 });
  await run.live(21, 800, leak);
  assert.ok((await run.live(22, 300, leak)).suspectedSeconds < 300);
  run.end();
  assert.equal(run.problems.length, 1, run.problems.join());
  assert.match(run.problems[0] ?? '', /^earlier lives of commands are not remembered: .*leaktop/);
  const homeless = await Run.begin({ seconds: 5000 }, {});
  await homeless.live(21, 800, leak);
  homeless.end();
  assert.match(homeless.problems.join(), /^[^,]*neither XDG_STATE_HOME nor HOME is set$/);
});
