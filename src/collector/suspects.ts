// What is foretold of suspects: their limits, when the first is reached, and whom the kernel would kill then.
// Read seldom and only of suspects. Must never keep anything of a slot whose process ended.

import type { ProcessRows } from '../core/process-rows.ts';
import { forecastOf, memberVictimOf, victimOf, type Forecast, type Limit, type VictimCandidate } from '../diagnose/forecast.ts';
import type { Finding } from '../diagnose/verdict.ts';
import type { GrowthFiles, GrowthLimits } from '../sources/procfs/growth-files.ts';

const LIMITS_SECONDS = 10;
/** Every process has to be asked. */
const SCORES_SECONDS = 60;
/** Of more processes only those that hold this share of memory: the others are no victims but by a bias somebody set. */
const ALL_SCORED = 2000;
const LEAST_SHARE = 0.001;

/** A forecast is made anew so often. */
const FORECAST_SECONDS = 5;

/** Bytes of the machine at a sample. */
export interface MachineMemory {
  readonly total: number;
  readonly swapTotal: number;
  /** What can still be had, swap included. */
  readonly left: number;
}

/** What was foretold of a slot; the pid is NaN where it cannot be told. */
export interface Foretold {
  readonly forecast: Forecast | undefined;
  readonly victimPid: number;
  readonly madeSeconds: number;
}

/** Processes of a control group, and the bias of each. */
interface Members {
  readonly biases: ReadonlyMap<number, number>;
  readonly readSeconds: number;
}

interface Known {
  readonly limits: GrowthLimits;
  readonly readSeconds: number;
}

export class Suspects {
  private readonly known = new Map<number, Known>();
  private readonly foretold = new Map<number, Foretold>();
  /** By folder of the group. */
  private readonly members = new Map<string, Members>();
  private scores: readonly VictimCandidate[] = [];
  private scoredSeconds = -Infinity;
  /** What all suspects gain, at the last sample it was asked for. */
  private summedPerHour = 0;
  private summedSeconds = NaN;

  constructor(
    private readonly rows: ProcessRows,
    private readonly files: GrowthFiles,
  ) {
    rows.onRemove.push((slot) => {
      this.known.delete(slot);
      this.foretold.delete(slot);
    });
  }

  /**
   * Which limit the growth of a slot reaches first, none where none is reached within the time a forecast is worth, and whom
   * the kernel would kill then. `heapBytes`: what its heap may take, NaN where none is known; `growthOf`: bytes an hour.
   */
  foretell(
    slot: number, findingOf: (slot: number) => Finding, heapBytes: number, memory: MachineMemory, now: number, growthOf: (slot: number) => number,
  ): Foretold {
    const known = this.foretold.get(slot);
    if (known !== undefined && now - known.madeSeconds < FORECAST_SECONDS) return known;
    const forecast = this.forecast(slot, findingOf(slot), heapBytes, memory, now, growthOf);
    const { kind, seconds = NaN } = forecast ?? {};
    let victimPid = NaN;
    if (kind === 'machine') victimPid = this.victimPid(seconds, memory, now, growthOf);
    else if (kind === 'cgroup') victimPid = this.memberVictimPid(slot, seconds, now, growthOf);
    const made = { forecast, victimPid, madeSeconds: now };
    this.foretold.set(slot, made);
    return made;
  }

  private forecast(
    slot: number, finding: Finding, heapBytes: number, memory: MachineMemory, now: number, growthOf: (slot: number) => number,
  ): Forecast | undefined {
    const limits = this.limitsOf(slot, memory, now);
    const known = this.limitsFor(slot, finding, limits, memory).map((limit) => ({ ...limit, othersPerHour: this.othersPerHour(slot, limit.kind, now, growthOf) }));
    // What it holds beside its heap counts as heap here, so beyond the limit nothing can be told.
    const hasHeap = (finding.channel === 'memory' || finding.channel === 'heap') && finding.to < heapBytes;
    const heap: Limit[] = hasHeap ? [{ kind: 'heap', used: finding.to, limit: heapBytes, othersPerHour: 0 }] : [];
    return forecastOf(finding, [...known, ...heap]);
  }

  /** What other suspects add to what fills a limit that they share, each once, whatever pool it is of; bytes an hour. */
  private othersPerHour(slot: number, kind: Limit['kind'], now: number, growthOf: (slot: number) => number): number {
    const own = growthOf(slot) || 0;
    if (kind === 'machine') return this.machineGrowth(now, growthOf) - own;
    const { cgroupFolder = null, throttle = null } = this.known.get(slot)?.limits ?? {};
    const folder = kind === 'cgroup' ? cgroupFolder : kind === 'throttle' ? (throttle?.folder ?? null) : null;
    if (folder === null) return 0;
    const members = [...this.membersOf(folder, now).keys()].map((pid) => this.rows.find(pid));
    return members.reduce((sum, one) => sum + (one === -1 || one === slot ? 0 : growthOf(one) || 0), 0);
  }

  private machineGrowth(now: number, growthOf: (slot: number) => number): number {
    if (now !== this.summedSeconds) {
      const { live, count } = this.rows;
      this.summedSeconds = now;
      this.summedPerHour = 0;
      for (let i = 0; i < count; i++) this.summedPerHour += growthOf(live[i] as number) || 0;
    }
    return this.summedPerHour;
  }

  private victimPid(seconds: number, memory: MachineMemory, now: number, growthOf: (slot: number) => number): number {
    if (now - this.scoredSeconds >= SCORES_SECONDS) {
      this.scores = this.readScores(memory, growthOf);
      this.scoredSeconds = now;
    }
    return victimOf(this.scores, seconds, memory.total + memory.swapTotal)?.pid ?? NaN;
  }

  /** If the limit of its control group were reached after these seconds. */
  private memberVictimPid(slot: number, seconds: number, now: number, growthOf: (slot: number) => number): number {
    const { cgroupFolder = null, cgroupBytes = NaN } = this.known.get(slot)?.limits ?? {};
    if (cgroupFolder === null) return NaN;
    const { columns } = this.rows;
    const candidates = [...this.membersOf(cgroupFolder, now)].flatMap(([pid, bias]) => {
      const one = this.rows.find(pid);
      if (one === -1) return [];
      const bytes = Math.max(columns.res[one] as number, columns.held[one] as number);
      return [{ pid, bias, bytes, growthPerHour: growthOf(one) }];
    });
    return memberVictimOf(candidates, seconds, cgroupBytes)?.pid ?? NaN;
  }

  private membersOf(folder: string, now: number): ReadonlyMap<number, number> {
    const known = this.members.get(folder);
    if (known !== undefined && now - known.readSeconds < SCORES_SECONDS) return known.biases;
    for (const [one, { readSeconds }] of this.members) if (now - readSeconds >= SCORES_SECONDS) this.members.delete(one);
    const pids = this.files.membersOf(folder) ?? [];
    const biases = new Map(pids.map((pid) => [pid, this.files.oomBiasOf(pid)] as const));
    this.members.set(folder, { biases, readSeconds: now });
    return biases;
  }

  private limitsOf(slot: number, memory: MachineMemory, now: number): GrowthLimits {
    const known = this.known.get(slot);
    if (known !== undefined && now - known.readSeconds < LIMITS_SECONDS) return known.limits;
    const limits = this.files.limitsOf(this.rows.columns.pid[slot] as number, memory.total);
    this.known.set(slot, { limits, readSeconds: now });
    return limits;
  }

  private limitsFor(slot: number, { channel, to }: Finding, limits: GrowthLimits, memory: MachineMemory): Limit[] {
    const { columns } = this.rows;
    const { throttle } = limits;
    const limit = (kind: Limit['kind'], used: number, most: number): Limit[] =>
      used >= 0 && most > 0 ? [{ kind, used, limit: most, othersPerHour: 0 }] : [];
    if (channel === 'descriptors') return limit('descriptors', to, limits.descriptors);
    if (channel === 'threads') return limit('threads', limits.threadsUsed, limits.threads);
    // What is alive in a heap grows within memory the process has.
    if (channel === 'heap') return [];
    const memoryLimits = [
      ...limit('machine', memory.total + memory.swapTotal - memory.left, memory.total + memory.swapTotal),
      ...limit('cgroup', limits.cgroupUsedBytes, limits.cgroupBytes),
      // Beyond it the next limit counts.
      ...(throttle.usedBytes < throttle.bytes ? limit('throttle', throttle.usedBytes, throttle.bytes) : []),
    ];
    // They are memory of the kernel: limits of the process do not count them.
    if (channel === 'pageTables') return memoryLimits;
    return [
      ...memoryLimits,
      ...limit('dataLimit', columns.data?.[slot] ?? NaN, limits.dataBytes),
      ...limit('addressSpace', columns.virt[slot] as number, limits.addressSpaceBytes),
    ];
  }

  private readScores(memory: MachineMemory, growthOf: (slot: number) => number): VictimCandidate[] {
    const { live, count, columns } = this.rows;
    const least = count > ALL_SCORED ? LEAST_SHARE * memory.total : 0;
    const candidates: VictimCandidate[] = [];
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      if (columns.virt[slot] === 0 || !((columns.held[slot] as number) >= least)) continue;
      const pid = columns.pid[slot] as number;
      candidates.push({ pid, oomScore: this.files.oomScoreOf(pid), growthPerHour: growthOf(slot) });
    }
    return candidates;
  }
}
