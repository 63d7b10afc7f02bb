// Cost: a look-up a process every ten seconds. Bench: test/bench/monitor.bench.ts.
// Finds the workers of one parent that run the same command, and has them judged together. Invariant: a pool that grows has
// one speaker, its oldest worker, and what ended speaks no more.

import type { ProcessKey } from '../core/entity.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding, type VerdictWord, type WorkerPool } from '../core/verdict.ts';
import { Latch } from '../diagnose/latch.ts';
import { PoolSums, sentenceOfSum, type PoolReading } from '../diagnose/pool-sum.ts';
import { FEWEST_WORKERS, judgePool, sentenceOfPool, type PoolGrowth, type Worker } from '../diagnose/worker-pool.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';
import { WorkerGains } from './worker-gains.ts';

const LOOK_SECONDS = 10;
/** Growth must show for so long to be said, and be gone for so long to be taken back: workers come and go meanwhile. */
const BEGIN_SECONDS = 60;
const END_SECONDS = 120;
/** Of more workers a sample of them tells as much. */
const MOST_WORKERS = 64;
/** A name's id is less: parent and name make one number. */
const NAMES = 2 ** 24;

interface Pool {
  readonly latch: Latch;
  growth: PoolGrowth | null;
}

/** What a worker says for its pool. */
interface Spoken {
  /** Index in VERDICT_WORDS. */
  readonly verdict: number;
  readonly sinceSeconds: number;
  readonly ratePerHour: number;
  readonly spanSeconds: number;
  readonly confidence: number;
  /** All of them together. */
  readonly heldBytes: number;
  readonly sentence: string;
}

export class Pools {
  private readonly gains = new WorkerGains();
  /** By slot: a number that stands for the command, of those whose command line came. */
  private readonly commands = new Map<number, number>();
  private pools = new Map<number, Pool>();
  private readonly sums = new PoolSums();
  /** Of those of one name and parent how many run each command. */
  private sizes = new Map<number, ReadonlyMap<number, number>>();
  private asked: ProcessKey[] = [];
  private readonly spoken = new Map<number, Spoken>();
  private dueSeconds = -Infinity;

  constructor(
    private readonly rows: ProcessRows,
    private readonly files: GrowthFiles,
  ) {
    rows.onRemove.push((slot) => {
      this.gains.forget(slot);
      this.commands.delete(slot);
      // Another one speaks at once.
      if (this.spoken.delete(slot)) this.dueSeconds = -Infinity;
    });
  }

  /** Once a sample. `startOf`: the uptime at which the process in a slot started; `isSuspected`: by its own growth. */
  run(now: number, startOf: (slot: number) => number, isSuspected: (slot: number) => boolean): void {
    if (now < this.dueSeconds) return;
    this.dueSeconds = now + LOOK_SECONDS;
    this.spoken.clear();
    this.asked = [];
    const before = this.pools;
    this.pools = new Map();
    this.sizes = new Map();
    const groups = this.group();
    for (const [id, slots] of groups) {
      // One alone is no pool, unless it is what is left of one.
      if (slots.length === 1 && !this.sums.has(id)) continue;
      this.sizes.set(id, this.countCommands(slots));
      const isTold = slots.some(isSuspected);
      if (slots.length > 1 && isTold) this.askOf(slots.slice(0, MOST_WORKERS));
      if (slots.length >= FEWEST_WORKERS) {
        const pool = before.get(id) ?? { latch: new Latch(BEGIN_SECONDS, END_SECONDS), growth: null };
        this.pools.set(id, pool);
        this.look(pool, slots.slice(0, MOST_WORKERS), now, startOf);
      }
      this.sums.sample(id, now, this.readingOf(slots));
      // What one of them or their parent shows needs no sum.
      if (!isTold && !slots.some((slot) => this.spoken.has(slot)) && !isSuspected(this.parentOf(slots))) this.lookAtSum(id, slots, startOf);
    }
    this.sums.keep(groups);
  }

  /** A command line came; its text is not kept. */
  setCommand(slot: number, text: string): void {
    this.commands.set(slot, hashOf(this.files.identityOf(this.rows.columns.pid[slot] as number, text)));
    this.dueSeconds = -Infinity;
  }

  /** Whose command lines are to be read, so that the workers of a pool can be told from others of their name. */
  get wanted(): readonly ProcessKey[] {
    return this.asked;
  }

  /** Slots of those who speak for a pool, but not of those `isSuspected` itself. */
  speakers(isSuspected: (slot: number) => boolean): readonly number[] {
    return [...this.spoken.keys()].filter((slot) => !isSuspected(slot));
  }

  /** The verdict on a pool in the columns of its speaker, where those are kept. */
  fillColumns(slot: number, now: number): void {
    const spoken = this.spoken.get(slot);
    if (spoken === undefined) return;
    this.rows.set('verdict', slot, spoken.verdict);
    this.rows.set('rate', slot, spoken.ratePerHour);
    this.rows.set('rateWindow', slot, spoken.spanSeconds);
    this.rows.set('since', slot, now - spoken.sinceSeconds);
    this.rows.set('confidence', slot, spoken.confidence);
  }

  /** The same with its evidence; null of a slot that speaks for nobody. */
  findingOf(slot: number): LeakFinding | null {
    const spoken = this.spoken.get(slot);
    const pool = this.poolOf(slot);
    if (spoken === undefined || pool === null) return null;
    const { verdict, sinceSeconds, ratePerHour, confidence, heldBytes, sentence } = spoken;
    return {
      key: this.keyOf(slot), verdict: VERDICT_WORDS[verdict] as VerdictWord, channel: 'memory', sinceSeconds, ratePerHour, confidence,
      etaSeconds: NaN, forecast: null, pool: { ...pool, isAboutAll: true }, retracted: null, heldBytes, sentence,
    };
  }

  /** Which workers a process is one of, and how many they are; null of one without siblings of its command, as far as that is known. */
  poolOf(slot: number): WorkerPool | null {
    const command = this.commands.get(slot);
    if (command === undefined) return null;
    const workers = this.sizes.get(this.idOf(slot))?.get(command) ?? 1;
    if (workers < 2) return null;
    const parent = this.rows.columns.ppid[slot] as number;
    return { id: `${parent}:${command}`, parent, workers, isAboutAll: false };
  }

  /** The same of siblings of one name; NaN of what has no parent to be a worker of. */
  private idOf(slot: number): number {
    const { ppid, command } = this.rows.columns;
    const parent = ppid[slot] as number;
    if (parent > 1) return parent * NAMES + (command[slot] as number);
    // The first process adopts whom it does not know: its workers have its own name.
    const first = this.rows.find(1);
    return parent === 1 && first !== -1 && command[first] === command[slot] ? NAMES + (command[slot] as number) : NaN;
  }

  private group(): Map<number, number[]> {
    const { live, count, columns } = this.rows;
    const groups = new Map<number, number[]>();
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      if (columns.virt[slot] === 0 || !((columns.held[slot] as number) > 0)) continue;
      const id = this.idOf(slot);
      if (Number.isNaN(id)) continue;
      const slots = groups.get(id);
      if (slots === undefined) groups.set(id, [slot]);
      else slots.push(slot);
    }
    return groups;
  }

  private look(pool: Pool, slots: readonly number[], now: number, startOf: (slot: number) => number): void {
    const workers = new Map(slots.map((slot) => [slot, this.workerOf(slot, now, startOf)]));
    const { sinceSeconds } = pool.latch;
    const seenSeconds = Number.isNaN(sinceSeconds) ? 0 : now - sinceSeconds;
    let growth = judgePool([...workers.values()], seenSeconds);
    let same = slots;
    if (growth !== null) {
      this.askOf(slots);
      same = this.mostOfOneCommand(slots);
      if (same.length < slots.length) growth = judgePool(same.map((slot) => workers.get(slot) as Worker), seenSeconds);
    }
    pool.growth = growth ?? pool.growth;
    if (!pool.latch.take(now, growth?.isClear === true, growth !== null) || pool.growth === null || same.length === 0) return;
    const speaker = oldestOf(same, startOf);
    const { workers: count, from, to } = pool.growth;
    const sentence = sentenceOfPool(pool.growth, this.rows.columns.ppid[speaker] as number);
    const heldBytes = (count * (from + to)) / 2;
    // Whoever recycles them bounds it: no more than a suspicion.
    this.spoken.set(speaker, { ...pool.growth, verdict: SUSPECTED_PLACE, sinceSeconds: pool.latch.sinceSeconds, heldBytes, sentence });
  }

  /** Only where all of them run one command: the sum of others is nobody's. */
  private lookAtSum(id: number, slots: readonly number[], startOf: (slot: number) => number): void {
    const growth = slots.length > 1 ? this.sums.growthOf(id) : null;
    if (growth === null) return;
    this.askOf(slots.slice(0, MOST_WORKERS));
    const known = slots.filter((slot) => this.commands.has(slot));
    if (this.countCommands(known).size !== 1) return;
    const speaker = oldestOf(known, startOf);
    const sentence = sentenceOfSum(growth, slots.length, this.rows.columns.ppid[speaker] as number);
    this.spoken.set(speaker, { ...growth, ratePerHour: growth.rate.perHour, heldBytes: growth.to, sentence });
  }

  private readingOf(slots: readonly number[]): PoolReading {
    const { held, cpu } = this.rows.columns;
    let [heldBytes, percent] = [0, 0];
    for (const slot of slots) {
      heldBytes += held[slot] as number;
      // One that was just born has no rate yet.
      percent += (cpu[slot] as number) || 0;
    }
    return { heldBytes, workers: slots.length, processors: percent / 100 };
  }

  private parentOf(slots: readonly number[]): number {
    return this.rows.find(this.rows.columns.ppid[slots[0] as number] as number);
  }

  private askOf(slots: readonly number[]): void {
    this.asked.push(...slots.filter((slot) => !this.commands.has(slot)).map((slot) => this.keyOf(slot)));
  }

  private countCommands(slots: readonly number[]): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const slot of slots) {
      const command = this.commands.get(slot);
      if (command !== undefined) counts.set(command, (counts.get(command) ?? 0) + 1);
    }
    return counts;
  }

  private mostOfOneCommand(slots: readonly number[]): readonly number[] {
    const byCommand = new Map<number, number[]>();
    for (const slot of slots) {
      const command = this.commands.get(slot);
      if (command !== undefined) byCommand.set(command, [...(byCommand.get(command) ?? []), slot]);
    }
    return [...byCommand.values()].reduce((most, some) => (some.length > most.length ? some : most), []);
  }

  private workerOf(slot: number, now: number, startOf: (slot: number) => number): Worker {
    const held = this.rows.columns.held[slot] as number;
    return { ageSeconds: now - startOf(slot), heldBytes: held, gainPerHour: this.gains.take(slot, now, held) };
  }

  private keyOf(slot: number): ProcessKey {
    const { pid, start } = this.rows.columns;
    return { pid: pid[slot] as number, start: start[slot] as number };
  }
}

function oldestOf(slots: readonly number[], startOf: (slot: number) => number): number {
  return slots.reduce((oldest, slot) => (startOf(slot) < startOf(oldest) ? slot : oldest));
}

/** FNV-1a of 32 bits: tells commands of one parent apart, no more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
