// What is known of suspects beside their growth: their limits, when the first is reached, and whom the kernel would kill.
// Read seldom and only of suspects. Must never keep anything of a slot whose process ended.

import type { ProcessRows } from '../core/process-rows.ts';
import { forecastOf, victimOf, type Forecast, type Limit, type VictimCandidate } from '../diagnose/forecast.ts';
import type { Finding } from '../diagnose/verdict.ts';
import type { GrowthFiles, GrowthLimits } from '../sources/procfs/growth-files.ts';

const LIMITS_SECONDS = 10;
/** Every process has to be asked. */
const SCORES_SECONDS = 60;
/** Of more processes only those that hold this share of memory: the others are no victims but by a bias somebody set. */
const ALL_SCORED = 2000;
const LEAST_SHARE = 0.001;

/** Bytes of the machine at a sample. */
export interface MachineMemory {
  readonly total: number;
  /** What can still be had, swap included. */
  readonly left: number;
}

interface Known {
  readonly limits: GrowthLimits;
  readonly readSeconds: number;
}

export class Suspects {
  private readonly known = new Map<number, Known>();
  private scores: readonly VictimCandidate[] = [];
  private scoredSeconds = -Infinity;

  constructor(
    private readonly rows: ProcessRows,
    private readonly files: GrowthFiles,
  ) {
    rows.onRemove.push((slot) => this.known.delete(slot));
  }

  /**
   * Which limit the growth of a slot reaches first; undefined where none within the time a forecast is worth. `heapBytes`:
   * what its heap may take, NaN where none is known.
   */
  forecast(slot: number, finding: Finding, heapBytes: number, memory: MachineMemory, now: number): Forecast | undefined {
    const limits = this.limitsOf(slot, memory, now);
    const known = this.limitsFor(slot, finding, limits, memory);
    // What it holds beside its heap counts as heap here, so beyond the limit nothing can be told.
    const hasHeap = finding.channel === 'memory' && finding.to < heapBytes;
    const heap: Limit[] = hasHeap ? [{ kind: 'heap', used: finding.to, limit: heapBytes, othersPerHour: 0 }] : [];
    return forecastOf(finding, [...known, ...heap]);
  }

  /** Whom the kernel would kill if memory ended after these seconds; NaN where it cannot be told. */
  victimPid(seconds: number, memory: MachineMemory, now: number, growthOf: (slot: number) => number): number {
    if (now - this.scoredSeconds >= SCORES_SECONDS) {
      this.scores = this.readScores(memory, growthOf);
      this.scoredSeconds = now;
    }
    return victimOf(this.scores, seconds, memory.total)?.pid ?? NaN;
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
    const limit = (kind: Limit['kind'], used: number, most: number): Limit[] =>
      used >= 0 && most > 0 ? [{ kind, used, limit: most, othersPerHour: 0 }] : [];
    if (channel === 'descriptors') return limit('descriptors', to, limits.descriptors);
    if (channel === 'threads') return limit('threads', limits.threadsUsed, limits.threads);
    return [
      ...limit('machine', memory.total - memory.left, memory.total),
      ...limit('cgroup', limits.cgroupUsedBytes, limits.cgroupBytes),
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
