// Owns the companions of the source of processes: loads each when it is first wanted, reads it while it is, and leaves it
// alone for a while when it fails. A companion that fails must never end the sample: what it serves is unknown then.

import type { FilesAnswer } from '../core/answer.ts';
import type { SideEntity } from '../core/entity.ts';
import { READS } from '../core/field.ts';
import type { SideTables, SourceStatus, Trend } from '../core/frame.ts';
import type { AnyTable } from '../core/table.ts';
import type { Want } from '../core/want.ts';
import type { Companion, CompanionEntry } from '../sources/companion.ts';
import type { Sample, SourceContext } from '../sources/source.ts';

/** Seconds until a companion that failed is tried again. */
const PAUSE_SECONDS = 30;

interface Loaded {
  readonly entry: CompanionEntry;
  /** Null while it is not open: it is absent, or failed. */
  companion: Companion | null;
  status: SourceStatus;
  isReading: boolean;
  /** Seconds since boot from which on it may be tried again; null before a sample found it closed. */
  retrySeconds: number | null;
}

export class Companions {
  private readonly loaded = new Map<string, Loaded>();
  private context: SourceContext | null = null;
  private closed = false;

  constructor(private readonly entries: readonly CompanionEntry[]) {}

  /** What the companions are opened with: once, when the source of the processes is open. */
  begin(context: SourceContext): void {
    this.context = context;
  }

  /** Loads what a want needs and was not loaded before; whether there was any. */
  async load(want: Want): Promise<boolean> {
    const missing = this.entries.filter((entry) => isWanted(entry, want) && !this.loaded.has(entry.name));
    await Promise.all(missing.map((entry) => this.loadOne(entry)));
    return missing.length > 0;
  }

  /** After the processes were read. */
  read(sample: Sample, want: Want): void {
    for (const loaded of this.loaded.values()) {
      if (isWanted(loaded.entry, want)) this.readOne(loaded, sample, want);
      else if (loaded.isReading) this.rest(loaded);
    }
  }

  /** Hands out what the inspector read. */
  deliver(answer: FilesAnswer): void {
    for (const { companion } of this.loaded.values()) companion?.deliver?.(answer);
  }

  /** The tables of the last sample that are wanted and there. */
  tables(want: Want): SideTables {
    const tables: Partial<Record<SideEntity, AnyTable>> = {};
    for (const { entry, companion, isReading } of this.loaded.values()) {
      if (companion === null || !isReading) continue;
      for (const entity of entry.entities) {
        const table = want.side?.[entity] === undefined ? null : companion.table(entity, want);
        if (table !== null) tables[entity] = table;
      }
    }
    return tables;
  }

  /** The history of the rows of a table that is wanted; null where nobody keeps it. */
  trend(want: Want, endSeconds: number): Trend | null {
    for (const { entry, companion, isReading } of this.loaded.values()) {
      const isShown = isReading && entry.entities.some((entity) => want.side?.[entity] !== undefined);
      const trend = isShown ? companion?.trend?.(want, endSeconds) : undefined;
      if (trend) return trend;
    }
    return null;
  }

  get statuses(): readonly SourceStatus[] {
    return [...this.loaded.values()].map(({ status }) => status);
  }

  close(): void {
    this.closed = true;
    for (const loaded of this.loaded.values()) loaded.companion?.close();
    this.loaded.clear();
  }

  private async loadOne(entry: CompanionEntry): Promise<void> {
    const { context } = this;
    if (context === null) return;
    const loaded: Loaded = { entry, companion: null, status: statusOf(entry, { state: 'ok' }), isReading: false, retrySeconds: null };
    this.loaded.set(entry.name, loaded);
    await this.open(loaded, context);
  }

  private async open(loaded: Loaded, context: SourceContext): Promise<void> {
    const { entry } = loaded;
    try {
      const companion = await entry.create(context.root);
      const availability = companion.probe();
      loaded.status = statusOf(entry, availability);
      if (availability.state === 'absent' || this.closed) return;
      companion.open(context);
      loaded.companion = companion;
    } catch (error) {
      this.fail(loaded, error);
    }
  }

  private readOne(loaded: Loaded, sample: Sample, want: Want): void {
    const { companion } = loaded;
    if (companion === null) return this.retry(loaded, sample.uptimeSeconds);
    try {
      companion.read(sample, want);
      loaded.isReading = true;
    } catch (error) {
      loaded.retrySeconds = sample.uptimeSeconds + PAUSE_SECONDS;
      this.fail(loaded, error);
    }
  }

  private retry(loaded: Loaded, uptimeSeconds: number): void {
    // While it is being loaded it is said to be well.
    if (loaded.status.state === 'ok' || this.context === null) return;
    loaded.retrySeconds ??= uptimeSeconds + PAUSE_SECONDS;
    if (uptimeSeconds < loaded.retrySeconds) return;
    loaded.retrySeconds = uptimeSeconds + PAUSE_SECONDS;
    void this.open(loaded, this.context);
  }

  private fail(loaded: Loaded, error: unknown): void {
    const { entry, companion } = loaded;
    loaded.companion = null;
    loaded.isReading = false;
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'leaktop doctor says what it needs';
    loaded.status = statusOf(entry, { state: 'degraded', reason, hint });
    this.context?.report(`companion.${entry.name}`, `${entry.name}: ${reason}`, hint);
    companion?.close();
  }

  private rest(loaded: Loaded): void {
    loaded.isReading = false;
    loaded.companion?.rest();
  }
}

function isWanted({ reads, entities, finds }: CompanionEntry, want: Want): boolean {
  if (finds === true && want.findings === true) return true;
  return reads.some((read) => (want.reads & READS[read]) !== 0) || entities.some((entity) => want.side?.[entity] !== undefined);
}

function statusOf({ name, serves }: CompanionEntry, availability: ReturnType<Companion['probe']>): SourceStatus {
  return { source: name, serves, ...availability };
}
