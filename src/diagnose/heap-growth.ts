// How far a heap that is collected was ever filled, and when its old generation was collected: memory that was touched once stays
// with the process, so what objects took since is growth of which nobody knows yet what is garbage. Must never grow without bound.

/** A heap that was filled by less than this more, as a share of itself, is taken as one that stands still. */
const LEAST_MORE = 0.01;
/** Of more moments every other is forgotten. */
const MOST_PEAKS = 128;

/** What a reading of a heap says. */
export interface HeapState {
  /** What objects take in all generations, whether somebody still needs them or not. */
  readonly filledBytes: number;
  /** Collections of the old generation until now, full ones or those beside the program. */
  readonly oldCollections: number;
}

export class HeapGrowth {
  /** When a collection of the old generation was seen last, seconds; NaN for none yet. */
  collectedSeconds = NaN;
  private oldCollections = NaN;
  /** When it was filled further than ever before, and how far. */
  private peaks: { readonly seconds: number; readonly bytes: number }[] = [];

  take(now: number, { filledBytes, oldCollections }: HeapState): void {
    if (oldCollections > this.oldCollections) this.collectedSeconds = now;
    this.oldCollections = oldCollections;
    const peak = this.peaks.at(-1)?.bytes ?? -Infinity;
    if (!(filledBytes > peak * (1 + LEAST_MORE) || peak === -Infinity)) return;
    this.peaks.push({ seconds: now, bytes: filledBytes });
    if (this.peaks.length > MOST_PEAKS) this.peaks = this.peaks.filter((_, at) => at % 2 === 0);
  }

  /** Bytes by which it was filled further since then than before; since it was first read where that was later. */
  filledSince(seconds: number): number {
    const before = this.peaks.findLast((peak) => peak.seconds <= seconds) ?? this.peaks[0];
    return before === undefined ? 0 : (this.peaks.at(-1) ?? before).bytes - before.bytes;
  }
}
