// Cost: the source's read, then one loop a column. Bench: test/bench/monitor.bench.ts.
// One tick: read → derive → feed the history → growth → gather into a frame. There is no thread inside.
// Invariant: what a frame holds is never touched again until the frame comes back; strings live while a frame holds them.

import { HOST_COLUMNS, type HostColumnId } from '../core/fields/host.ts';
import type { CostlyValues, FilesAnswer } from '../core/answer.ts';
import type { Frame, SideTables, SourceStatus, Trend } from '../core/frame.ts';
import { Growth } from '../core/growth.ts';
import { HistoryRings } from '../core/history-rings.ts';
import { Interner } from '../core/interner.ts';
import type { EarlierLives, LifeNote } from '../core/life.ts';
import { ProcessRows } from '../core/process-rows.ts';
import type { Want } from '../core/want.ts';
import type { CompanionEntry } from '../sources/companion.ts';
import type { MachineConstants, Sample, Source, SourceContext } from '../sources/source.ts';
import { Companions } from './companions.ts';
import { Derivation } from './derivation.ts';
import { makeFindingTable } from './finding-table.ts';
import { Findings } from './findings.ts';
import { FramePool } from './frame-pool.ts';
import { holdTexts } from './frame-texts.ts';
import { GroupTotals } from './group-totals.ts';
import { GrowthDiagnosis } from './growth-diagnosis.ts';
import { fillTaskCounts, OwnUsage } from './host-row.ts';
import { InspectedValues } from './inspected-values.ts';
import { IssueLog } from './issue-log.ts';
import { trendOfProcesses } from './process-trend.ts';
import type { SuspectAnswer } from './protocol.ts';
import { SourceList } from './source-list.ts';
import { ThreadTable } from './thread-table.ts';

export interface PipelineOptions {
  readonly source: Source;
  /** What the source serves, for the frames' list of sources. */
  readonly serves: readonly string[];
  /** Sources that were passed over, with the reason. */
  readonly passedOver?: readonly SourceStatus[];
  /** The sources that may be wanted beside it; none if not given. */
  readonly companions?: readonly CompanionEntry[];
  readonly root: string;
  readonly descriptorBudget: number;
  /** Wall clock, ms since the epoch. */
  readonly now?: () => number;
}

/** A source failed as a whole; the pipeline is of no more use and must be closed. */
export class SampleError extends Error {
  constructor(
    readonly source: string,
    cause: unknown,
  ) {
    super(`${source}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'SampleError';
  }
}

/** A source is asked again now and then what it can serve: rights and mounts change. */
const PROBE_TICKS = 20;

export class Pipeline {
  readonly rows = new ProcessRows();
  readonly history: HistoryRings;
  private readonly growth: Growth;
  private readonly groups: GroupTotals;
  private readonly threads: ThreadTable;
  private readonly companions: Companions;
  private readonly diagnosis: GrowthDiagnosis;
  private readonly interner = new Interner();
  private readonly issues = new IssueLog();
  private readonly findings = new Findings();
  private readonly context: SourceContext;
  private readonly constants: MachineConstants;
  private readonly pool = new FramePool();
  private readonly derivation: Derivation;
  private readonly own: OwnUsage;
  private readonly source: Source;
  private readonly sources: SourceList;
  private readonly sample: Sample;
  private readonly inspected: InspectedValues;
  private sequence = 0;
  private ticks = 0;
  private intervalSeconds = NaN;

  /** Opens the source. Throws a SampleError where that fails. */
  constructor(options: PipelineOptions) {
    this.source = options.source;
    this.sources = new SourceList(options.source, options.serves, options.passedOver);
    const host = {} as Record<HostColumnId, number>;
    for (const id of HOST_COLUMNS) host[id] = NaN;
    this.sample = { uptimeSeconds: NaN, wallMillis: NaN, processes: this.rows, host, cpu: null, filled: 0 };
    this.companions = new Companions(options.companions ?? []);
    this.inspected = new InspectedValues(this.rows, this.interner);
    const { root, descriptorBudget, now = Date.now } = options;
    const { interner, issues, findings } = this;
    this.context = { root, descriptorBudget, interner, report: issues.report, findings: findings.board, now };
    const constants = this.open();
    this.constants = constants;
    this.diagnosis = new GrowthDiagnosis(this.context, constants);
    this.derivation = new Derivation(this.rows, constants.ticksPerSecond, this.source.derives ?? []);
    this.history = new HistoryRings(this.rows, constants.pageBytes);
    this.growth = new Growth(this.history);
    this.groups = new GroupTotals(this.rows, this.history, this.interner, options.root);
    this.threads = new ThreadTable(this.source, constants.ticksPerSecond);
    this.own = new OwnUsage(options.root);
  }

  /** Whether a frame is free to be made: three may be out at once. */
  get canPublish(): boolean {
    return this.pool.hasFree;
  }

  /** Must be waited for before the first tick. */
  async prepare(): Promise<void> {
    await this.source.prepare?.();
  }

  /** Loads what a want needs beside the processes; whether the next sample will have more than the last one. */
  async loadFor(want: Want): Promise<boolean> {
    const [isMore, isWatching] = await Promise.all([
      this.companions.load(want),
      this.findings.load(want, this.context, this.constants),
      this.diagnosis.load(want, this.rows),
    ]);
    // The second sample comes early in any case.
    return isMore || (isWatching && this.ticks > 1);
  }

  /** Lets the next samples cost less, at the price of some loading: for whom more than one or two is to come. */
  async quicken(): Promise<void> {
    await this.source.quicken?.();
  }

  /** Takes a sample and makes a frame of it. Throws a SampleError when the source fails as a whole. */
  tick(want: Want): Frame {
    this.takeSample(want);
    return this.publish(want);
  }

  /** Reads, derives and feeds the history, without making a frame of it. */
  takeSample(want: Want): void {
    const { sample, derivation } = this;
    const { host } = sample;
    this.rows.activate(want.columns);
    const before = sample.uptimeSeconds;
    for (const id of HOST_COLUMNS) host[id] = NaN;
    sample.cpu = null;
    sample.filled = 0;
    sample.memory = null;
    try {
      this.source.read(sample, want);
    } catch (error) {
      throw new SampleError(this.source.name, error);
    }
    this.companions.read(sample, want);
    // After the pass began: what counters said before it must stay what was read before.
    this.inspected.take();
    const interval = sample.uptimeSeconds - before;
    this.intervalSeconds = interval > 0 ? interval : NaN;
    const { intervalSeconds } = this;
    const times = { intervalSeconds, uptimeSeconds: sample.uptimeSeconds, memoryTotalBytes: host.memTotal };
    derivation.run(times);
    this.history.feed(sample.uptimeSeconds);
    this.growth.prepare(want.growthWindowSeconds);
    derivation.runHistory((slot) => this.growth.of(slot));
    this.diagnosis.take(sample, want);
    this.groups.read(want.side?.group, sample.uptimeSeconds, host.memTotal);
    this.threads.read(sample, want, times);
    fillTaskCounts(this.rows, this.threads.rows ?? this.rows, host);
    this.own.fill(this.rows, host);
    this.findings.take(sample);
    if (this.ticks++ % PROBE_TICKS === 0) this.sources.probe();
  }

  /** What the inspector read: it is taken over with the next sample, by processes that are still the same. */
  setValues(values: readonly CostlyValues[]): void {
    this.inspected.add(values);
  }

  /** What the inspector read of open files: the next sample has it. */
  setFiles(answer: FilesAnswer): void {
    this.companions.deliver(answer);
  }

  /** What the inspector read of processes that grow. */
  tellOfSuspects(answer: SuspectAnswer): void {
    this.diagnosis.tellOfSuspects(answer);
  }

  /** How processes that grow have grown, for who remembers it beyond their end; each note is told once. */
  takeLives(): readonly LifeNote[] {
    return this.diagnosis.takeLives();
  }

  /** The answer to notes that ask. */
  setEarlierLives(told: readonly EarlierLives[]): void {
    this.diagnosis.setEarlierLives(told);
  }

  /** Makes a frame of the last sample. Throws when three frames are out. */
  publish(want: Want): Frame {
    const { rows, sample } = this;
    const sequence = ++this.sequence;
    const { host, process } = this.pool.take(sequence, rows.count, rows.active);
    rows.gather(process);
    host.rows = 1;
    for (const id of HOST_COLUMNS) host.columns[id][0] = sample.host[id];
    const thread = this.threads.make();
    const leaks = this.diagnosis.report(want);
    const nameOf = (pid: number): string => this.interner.textOf(rows.columns.command[rows.find(pid)] as number);
    const findings = this.findings.list(leaks?.findings ?? [], nameOf);
    const side = this.makeSide(want, findings);
    holdTexts(this.interner, { sequence, host, process, thread, side });
    this.interner.recycle(this.pool.oldestOut(sequence));
    return {
      sequence,
      wallMillis: sample.wallMillis,
      uptimeSeconds: sample.uptimeSeconds,
      intervalSeconds: this.intervalSeconds,
      host,
      process,
      thread,
      cpu: sample.cpu,
      side,
      findings,
      strings: this.interner.takeChanges(),
      trend: this.trendFor(want),
      leaks,
      issues: this.issues.list(),
      sources: this.sources.list(this.companions.statuses),
    };
  }

  /** Gives a frame back, whose tables are filled again. One that is not out is passed over. */
  release(sequence: number): void {
    this.pool.giveBack(sequence);
  }

  /** Where a frame that is out lies, for who gives it back from another thread by freeSeat(). */
  seatOf(sequence: number): { readonly words: Int32Array; readonly seat: number } {
    return { words: this.pool.words, seat: this.pool.seatOf(sequence) };
  }

  /** The history of the wanted field for the focus rows, up to the last sample; null when none is wanted. */
  trendFor(want: Want): Trend | null {
    if (want.trend === null) return null;
    const { endSeconds = this.sample.uptimeSeconds } = want.trend;
    if (want.side?.group !== undefined) return this.groups.trend(want.trend, want.side.group, endSeconds);
    return this.companions.trend(want, endSeconds) ?? trendOfProcesses(this.history, want.focus, want.trend, endSeconds);
  }

  /** Seconds since boot of the last sample; NaN before the first. */
  get uptimeSeconds(): number {
    return this.sample.uptimeSeconds;
  }

  /** Counts changes (ΔRES) from the last sample on. */
  rebase(): void {
    this.derivation.rebase();
  }

  setUserNames(names: Iterable<readonly [uid: number, name: string]>): void {
    this.source.setUserNames?.(names);
  }

  /** Uids met since the last call whose names the name service must be asked for. */
  takeUnknownUsers(): number[] {
    return this.source.takeUnknownUsers?.() ?? [];
  }

  report(id: string, text: string, hint: string): void {
    this.issues.report(id, text, hint);
  }

  close(): void {
    this.findings.close();
    this.groups.close();
    this.companions.close();
    this.source.close();
  }

  private open(): MachineConstants {
    const { context } = this;
    try {
      const constants = this.source.open(context);
      this.companions.begin(context);
      return constants;
    } catch (error) {
      throw new SampleError(this.source.name, error);
    }
  }

  private makeSide(want: Want, findings: Frame['findings']): SideTables {
    const { group, finding } = want.side ?? {};
    return {
      ...this.companions.tables(want),
      ...(group === undefined ? {} : { group: this.groups.make(group.by) }),
      ...(finding === undefined ? {} : { finding: makeFindingTable(findings, this.uptimeSeconds, this.interner) }),
    };
  }
}
