// Whether memory that is used up is a matter of size: what runs needs all there is, and nothing that grows explains it.
// Must never be said before a leak would have been seen, nor while one may be the reason.

import type { Finding } from '../core/finding.ts';
import type { HostColumnId } from '../core/fields/host.ts';
import { Latch } from './latch.ts';

/** In less time a leak may not be suspected yet. */
const LEAK_SHOWS_SECONDS = 180;
/** Percent of memory: while what is suspected of leaking holds so much, it may be the reason. */
const MAY_EXPLAIN = 10;
const MAY_STILL_EXPLAIN = 12;
/** Percent of memory that can be had: above it tasks wait for memory of their control group, or of one node. */
const ROOMY = 15;

/** What it looks at beside the machine's row. */
export interface CapacityScene {
  readonly uptimeSeconds: number;
  readonly host: Readonly<Record<HostColumnId, number>>;
  /** What was found at this sample: memory that is low, pressure, thrashing. */
  readonly found: readonly Finding[];
  /** Bytes that processes and classes of kernel memory hold which are suspected of leaking. */
  readonly suspectedBytes: number;
  /** Who holds the most, in words. */
  readonly largest: () => Finding['texts'];
}

const SIGNS: readonly string[] = ['memory-low', 'memory-pressure', 'swap-thrash'];

export class Capacity {
  private readonly latch = new Latch(10, 0);
  private firstSeconds = NaN;

  /** The finding, in the place of the one that memory is low, whose figures it has; null while it does not stand. */
  take({ uptimeSeconds, host, found, suspectedBytes, largest }: CapacityScene): Finding | null {
    if (Number.isNaN(this.firstSeconds)) this.firstSeconds = uptimeSeconds;
    const watchedSeconds = uptimeSeconds - this.firstSeconds;
    const { memAvailable, memTotal, memFree, memShmem, swapTotal, swapFree } = host;
    const signs = found.filter(({ kind }) => SIGNS.includes(kind));
    const low = signs.find(({ kind }) => kind === 'memory-low');
    // Each of the signs begins and ends with a delay of its own.
    const isUsedUp = low !== undefined || (signs.length > 0 && memAvailable < (ROOMY / 100) * memTotal);
    const isBelow = (percent: number): boolean => suspectedBytes < (percent / 100) * memTotal;
    const begins = isUsedUp && watchedSeconds >= LEAK_SHOWS_SECONDS && isBelow(MAY_EXPLAIN);
    if (!this.latch.take(uptimeSeconds, begins, isUsedUp && isBelow(MAY_STILL_EXPLAIN))) return null;
    return {
      id: 'capacity',
      kind: 'capacity',
      severity: low?.severity ?? 'warning',
      subject: { entity: 'host', key: {}, label: '' },
      sinceSeconds: Math.min(...signs.map(({ sinceSeconds }) => sinceSeconds)),
      numbers: {
        available: memAvailable, total: memTotal, cache: Math.max(0, memAvailable - memFree), shared: memShmem, swapTotal, swapFree, watchedSeconds,
      },
      texts: largest(),
    };
  }
}

/** Bytes that are held by what these findings suspect of leaking memory. */
export function suspectedBytesOf(findings: readonly Finding[]): number {
  return findings.reduce((bytes, { kind, numbers, texts: { channel } }) => {
    if (kind === 'kernel-growth') return bytes + (numbers['grew'] ?? 0);
    const isOfMemory = kind === 'leak' && channel !== 'descriptors' && channel !== 'threads';
    return isOfMemory ? bytes + (numbers['held'] ?? 0) : bytes;
  }, 0);
}
