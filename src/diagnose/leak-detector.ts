// Cost: one judge's sample a channel and process, see growth-judge.ts. Bench: test/bench/detector.bench.ts.
// Follows what processes hold, by slot, channel by channel, and says for each what it looks like. Must never read a clock.
// Invariant: a slot that ended leaves nothing behind, neither marks nor verdict nor what was told about it.

import { GIVEN_BACK_EXPLAINS, logOddsOfMap, type MapFacts } from './given-back.ts';
import { GrowthJudge, type ChannelRules, type SavedGrowth } from './growth-judge.ts';
import { isSinceBirth } from './growth-rules.ts';
import type { HeapGrowth } from './heap-growth.ts';
import { Marks, type SavedMarks } from './marks.ts';
import { rateIntervalOf } from './rate-interval.ts';
import { CHANNELS, DOUBTS, FILLING, GROWING, LOADS, SUSPECTED, VERDICTS, type Channel, type Doubt, type Excuse, type Finding } from './verdict.ts';

const MIB = 2 ** 20;
const HOUR = 3600;
const DAY = 24 * HOUR;
const SHORT_SECONDS = 2700;

/** Memory counters of a kernel are kept per processor and summed up late: 64 KiB is their noise on small machines. */
const CHANNEL_RULES: Readonly<Record<Channel, ChannelRules>> = {
  memory: { noise: 65536, movesBy: 262144, leastRise: 2 * MIB, leastShare: 0.01, earlyRise: 8 * MIB, withLoad: true },
  shared: { noise: 65536, movesBy: 262144, leastRise: 2 * MIB, leastShare: 0.01, earlyRise: 8 * MIB, withLoad: true },
  heap: { noise: 65536, movesBy: 262144, leastRise: 2 * MIB, leastShare: 0.01, earlyRise: 4 * MIB, withLoad: false },
  pageTables: { noise: 65536, movesBy: 262144, leastRise: 4 * MIB, leastShare: 0.01, earlyRise: 8 * MIB, withLoad: false },
  descriptors: { noise: 1, movesBy: 4, leastRise: 15, leastShare: 0.2, earlyRise: 50, withLoad: false },
  threads: { noise: 1, movesBy: 4, leastRise: 15, leastShare: 0.2, earlyRise: 50, withLoad: false },
};
/** What is sampled with the memory of a process. */
const STANDING = ['memory', 'threads', 'shared'] as const;
/** Collected heaps grow in steps of a young generation. */
const MANAGED_LEAST_RISE = 16 * MIB;
/** From this share of a growth on it is that of the heap. */
const HEAP_SHARE = 0.5;

/** What is known of a process besides its samples; told when it becomes known. */
export interface ProcessFacts {
  /** A collector decides when its memory grows: Node, Java, .NET, Erlang. */
  readonly managedHeap: boolean;
  /** Bytes at which its memory stops growing by a limit it was given; NaN where none is known. */
  readonly limitBytes: number;
  /** From siblings and earlier lives of the same command: positive where they leaked, negative where they levelled off. */
  readonly otherLogOdds: number;
  /** What its memory map says; null before that was read. */
  readonly map: MapFacts | null;
}
const NOTHING_KNOWN: ProcessFacts = { managedHeap: false, limitBytes: NaN, otherLogOdds: 0, map: null };

/** Who gives slots to processes: the part of ProcessRows that is needed here. */
export interface SlotOwner {
  readonly capacity: number;
  readonly onRemove: ((slot: number) => void)[];
  readonly onGrow: ((capacity: number) => void)[];
}

/** Structured-cloneable: see SavedMarks. */
export type SavedSlot = Readonly<Record<Channel, SavedGrowth | undefined>> & { readonly sockets: SavedMarks | undefined };

export class LeakDetector {
  private readonly judges: Readonly<Record<Channel, GrowthJudge>>;
  /** A load and no channel: sockets that leak are open files. */
  private readonly sockets: Marks;
  /** By slot; only slots of which something is known. */
  private readonly facts = new Map<number, ProcessFacts>();
  private readonly heaps = new Map<number, HeapGrowth>();

  /** Follows the slots of `rows` from now on. */
  constructor(rows: SlotOwner) {
    const judge = (channel: Channel, counts: readonly Marks[] = []): GrowthJudge => new GrowthJudge(rows.capacity, CHANNEL_RULES[channel], counts);
    const [threads, descriptors] = [judge('threads'), judge('descriptors')];
    // Work that is waited for shows in them. Where threads or descriptors leak, their own channel says so.
    this.sockets = new Marks(rows.capacity, CHANNEL_RULES.descriptors.noise, false);
    const counts = [threads.marks, descriptors.marks, this.sockets];
    this.judges = { memory: judge('memory', counts), heap: judge('heap'), shared: judge('shared', counts), pageTables: judge('pageTables'), descriptors, threads };
    rows.onRemove.push((slot) => {
      for (const channel of CHANNELS) this.judges[channel].remove(slot);
      this.sockets.remove(slot);
      this.facts.delete(slot);
      this.heaps.delete(slot);
    });
    rows.onGrow.push((capacity) => {
      for (const channel of CHANNELS) this.judges[channel].grow(capacity);
      this.sockets.grow(capacity);
    });
  }

  /**
   * A sample of anonymous memory + swap (bytes), VmData beside it (bytes), and the counters of processor time (seconds) and
   * I/O (bytes read and written): NaN for what is not known. `startSeconds`: the uptime at which the process started.
   */
  sampleMemory(
    slot: number, uptimeSeconds: number, startSeconds: number, heldBytes: number, dataBytes: number, cpuSeconds: number, ioBytes: number,
  ): void {
    const facts = this.facts.get(slot) ?? NOTHING_KNOWN;
    const leastRise = facts.managedHeap ? MANAGED_LEAST_RISE : CHANNEL_RULES.memory.leastRise;
    const otherLogOdds = facts.otherLogOdds + logOddsOfMap(facts.map);
    this.judges.memory.sample(slot, uptimeSeconds, heldBytes, dataBytes, cpuSeconds, ioBytes, startSeconds, leastRise, otherLogOdds);
  }

  /** A sample of what the last full collection left of the heap (bytes), again and again until the next one. */
  sampleHeap(slot: number, uptimeSeconds: number, startSeconds: number, liveBytes: number): void {
    this.judges.heap.sample(slot, uptimeSeconds, liveBytes, NaN, NaN, NaN, startSeconds, CHANNEL_RULES.heap.leastRise, 0);
  }

  /** A sample of resident shared memory and of the address space (bytes): where that stands still, mapped memory is only touched. */
  sampleShared(slot: number, uptimeSeconds: number, startSeconds: number, sharedBytes: number, virtBytes: number): void {
    const { leastRise } = CHANNEL_RULES.shared;
    this.judges.shared.sample(slot, uptimeSeconds, sharedBytes, virtBytes, NaN, NaN, startSeconds, leastRise, 0);
  }

  /** A sample of the maps of its address space (bytes). */
  samplePageTables(slot: number, uptimeSeconds: number, startSeconds: number, tableBytes: number): void {
    const { leastRise } = CHANNEL_RULES.pageTables;
    this.judges.pageTables.sample(slot, uptimeSeconds, tableBytes, NaN, NaN, NaN, startSeconds, leastRise, 0);
  }

  /** A sample of how many descriptors are open, or threads alive. */
  sampleCount(channel: 'descriptors' | 'threads', slot: number, uptimeSeconds: number, startSeconds: number, count: number): void {
    const { leastRise } = CHANNEL_RULES[channel];
    this.judges[channel].sample(slot, uptimeSeconds, count, NaN, NaN, NaN, startSeconds, leastRise, 0);
  }

  /** A sample of how many sockets are open; NaN where that is not known. */
  sampleSockets(slot: number, uptimeSeconds: number, count: number): void {
    this.sockets.sample(slot, uptimeSeconds, count, NaN, NaN, NaN);
  }

  /** Whether nothing that is sampled with its memory ever moved: there is no bucket that would stay empty without a sample. */
  isStill(slot: number): boolean {
    return STANDING.every((channel) => !this.judges[channel].marks.hasMoved(slot));
  }

  /** What never moved stood still until then, though it was not sampled. */
  stand(slot: number, uptimeSeconds: number): void {
    for (const channel of STANDING) this.judges[channel].marks.stand(slot, uptimeSeconds);
  }

  /** Tells what became known of the process in a slot; until it ends or something else is told. */
  tell(slot: number, facts: ProcessFacts): void {
    this.facts.set(slot, facts);
  }

  /** Tells of a heap that is collected, what is to be known of it from now on; until the process ends. */
  tellHeap(slot: number, heap: HeapGrowth): void {
    this.heaps.set(slot, heap);
  }

  /** The channel with the most to say about a slot; memory where all are quiet. */
  channelOf(slot: number): Channel {
    let worst: Channel = 'memory';
    let most = this.verdictOf(slot, worst);
    for (const channel of CHANNELS) {
      const verdict = this.verdictOf(slot, channel);
      if (verdict > most) [worst, most] = [channel, verdict];
    }
    return worst;
  }

  /**
   * The verdict of a channel, an index in VERDICTS. Growth towards a limit that the process was given is FILLING, and growth
   * that has an excuse only GROWING.
   */
  verdictOf(slot: number, channel: Channel): number {
    const judge = this.judges[channel];
    const verdict = judge.verdictOf(slot);
    if (channel !== 'memory' || verdict <= FILLING) return verdict;
    const { limitBytes } = this.facts.get(slot) ?? NOTHING_KNOWN;
    if ((judge.marks.last[slot] as number) < limitBytes) return FILLING;
    return this.excuseOf(slot) === null ? verdict : Math.min(verdict, GROWING);
  }

  /** Whether nothing that the samples tell explains the growth of its memory: then its map may. */
  isMemoryUnexplained(slot: number): boolean {
    return this.judges.memory.verdictOf(slot) >= SUSPECTED;
  }

  /** Units per hour over the verdict's window; NaN without a verdict on growth. */
  ratePerHourOf(slot: number, channel: Channel): number {
    return this.judges[channel].figureOf(slot, 'ratePerSecond') * HOUR;
  }

  /** Seconds that the rate is of; NaN without a verdict on growth. */
  windowOf(slot: number, channel: Channel): number {
    return this.judges[channel].figureOf(slot, 'spanSeconds');
  }

  /** Uptime at which the growth was first seen; NaN without one. */
  sinceOf(slot: number, channel: Channel): number {
    return this.judges[channel].figureOf(slot, 'sinceSeconds');
  }

  /** From 0 to 1; NaN where nothing is suspected. */
  confidenceOf(slot: number, channel: Channel): number {
    return this.verdictOf(slot, channel) >= SUSPECTED ? this.judges[channel].figureOf(slot, 'confidence') : NaN;
  }

  /** All that is known of a verdict, for its sentence and the forecast. Allocates: for rows that are shown. */
  findingOf(slot: number, channel: Channel): Finding {
    const judge = this.judges[channel];
    const verdict = this.verdictOf(slot, channel);
    const rate = rateIntervalOf(judge, slot);
    const map = channel === 'memory' ? (this.facts.get(slot)?.map ?? null) : null;
    return {
      channel,
      verdict: VERDICTS[verdict] ?? 'new',
      sinceSeconds: judge.figureOf(slot, 'sinceSeconds'),
      untilSeconds: judge.marks.lastSeen[slot] as number,
      spanSeconds: judge.figureOf(slot, 'spanSeconds'),
      ratePerHour: rate.perHour,
      rateLowPerHour: rate.lowPerHour,
      rateHighPerHour: rate.highPerHour,
      from: judge.figureOf(slot, 'from'),
      to: judge.marks.last[slot] as number,
      upShare: judge.figureOf(slot, 'upShare'),
      confidence: verdict < SUSPECTED ? NaN : judge.figureOf(slot, 'confidence'),
      settlesNear: judge.figureOf(slot, 'settlesNear'),
      load: LOADS[judge.figureOf(slot, 'load')] ?? null,
      loadRise: judge.figureOf(slot, 'loadRise'),
      limit: channel === 'memory' ? this.limitOf(slot) : NaN,
      givenBack: map?.givenBackBytes ?? NaN,
      excuse: channel === 'memory' ? this.excuseOf(slot) : null,
      arenas: map?.arenas ?? 0,
      inArenas: map?.arenaBytes ?? NaN,
      isSinceStart: isSinceBirth(judge.figureOf(slot, 'birthRatio')),
      doubts: this.doubtsOf(slot, channel),
    };
  }

  /** Everything of a slot, for a checkpoint. What was told of it is not in it. */
  save(slot: number): SavedSlot {
    const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, this.judges[channel].save(slot)]));
    return { ...channels, sockets: this.sockets.save(slot) } as SavedSlot;
  }

  /** Puts what save() had in the slot of the same process, which has no sample yet; uptimes must go on since the same boot. */
  restore(slot: number, saved: SavedSlot): void {
    for (const channel of CHANNELS) {
      const growth = saved[channel];
      if (growth !== undefined) this.judges[channel].restore(slot, growth);
    }
    if (saved.sockets !== undefined) this.sockets.restore(slot, saved.sockets);
  }

  /** Bytes of everything that is kept for rows that moved. */
  get bytes(): number {
    return CHANNELS.reduce((bytes, channel) => bytes + this.judges[channel].bytes, this.sockets.bytes);
  }

  /** Of the growth of its memory. */
  private excuseOf(slot: number): Excuse | null {
    if ((this.facts.get(slot)?.map?.givenBackShare ?? 0) >= GIVEN_BACK_EXPLAINS) return 'givenBack';
    return this.isUncollected(slot) ? 'uncollected' : null;
  }

  /** Whether its heap was filled by much of what it grew by, and no old generation was collected since the growth began. */
  private isUncollected(slot: number): boolean {
    const heap = this.heaps.get(slot);
    const { memory } = this.judges;
    if (heap === undefined || heap.collectedSeconds >= memory.figureOf(slot, 'sinceSeconds')) return false;
    const rise = (memory.marks.last[slot] as number) - memory.figureOf(slot, 'from');
    return heap.filledSince(memory.figureOf(slot, 'beganSeconds')) >= HEAP_SHARE * rise;
  }

  /** The limit that was told, or the memory the process has reserved: while it fills that, it cannot take more. */
  private limitOf(slot: number): number {
    const told = this.facts.get(slot)?.limitBytes ?? NaN;
    if (told === told) return told;
    const { memory } = this.judges;
    return memory.verdictOf(slot) === FILLING ? (memory.marks.beside[slot] as number) : NaN;
  }

  private doubtsOf(slot: number, channel: Channel): Doubt[] {
    const judge = this.judges[channel];
    const facts = this.facts.get(slot) ?? NOTHING_KNOWN;
    const seen = (judge.marks.lastSeen[slot] as number) - (judge.marks.firstSeen[slot] as number);
    const loadRise = judge.figureOf(slot, 'loadRise');
    const holds: Record<Doubt, boolean> = {
      shortEvidence: judge.figureOf(slot, 'spanSeconds') < SHORT_SECONDS,
      firstDay: seen < DAY,
      unknownLimit: channel === 'memory' && facts.limitBytes !== facts.limitBytes,
      loadRose: loadRise > 0.2,
      loadUnknown: channel === 'memory' && loadRise !== loadRise,
      managedHeap: channel === 'memory' && facts.managedHeap,
      levelledBefore: channel === 'memory' && facts.otherLogOdds < 0,
      scattered: channel === 'memory' && (facts.map?.arenas ?? 0) > 0,
    };
    return DOUBTS.filter((doubt) => holds[doubt]);
  }
}
