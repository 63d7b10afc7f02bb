// Owns what reads all processes at once: loads it when it is asked to, gives it up when it fails, and tries it again.
// Must never end a sample: without it each process is read from its own files.

import type { Availability, SourceStatus } from '../../core/frame.ts';
import type { MachineConstants } from '../source.ts';
import type { Report } from './pid-files.ts';
import type { ProcessRecords } from './process-records.ts';

/** Seconds until it is tried again. */
const PAUSE_SECONDS = 30;
const NAMED = { source: 'bpf-tasks', serves: ['processes, all in one reading'] } as const;

export class QuickRecords {
  /** Null before it was asked for. */
  status: SourceStatus | null = null;
  private records: ProcessRecords | null = null;
  private retrySeconds = Infinity;
  private closed = false;

  constructor(
    private readonly root: string,
    private readonly constants: MachineConstants,
    private readonly report: Report,
    private readonly open = openRecords,
  ) {}

  /** Loads it; done when it can be read, or when it is known why not. Only the first call does anything. */
  async load(): Promise<void> {
    if (this.status === null) await this.tryOpen();
  }

  /** All processes of now; null where they must be read one by one. */
  read(uptimeSeconds: number): ProcessRecords | null {
    if (this.records === null) {
      this.retry(uptimeSeconds);
      return null;
    }
    try {
      this.records.read();
      return this.records;
    } catch (error) {
      this.fail(error);
      this.retrySeconds = uptimeSeconds + PAUSE_SECONDS;
      return null;
    }
  }

  close(): void {
    this.closed = true;
    this.records?.close();
    this.records = null;
  }

  private async tryOpen(): Promise<void> {
    this.status = { ...NAMED, state: 'ok' };
    try {
      const opened = await this.open(this.root, this.constants);
      if (!('read' in opened)) this.status = { ...NAMED, ...opened };
      else if (this.closed) opened.close();
      else this.records = opened;
    } catch (error) {
      this.fail(error);
    }
  }

  /** What is absent stays so; what failed may be well again. */
  private retry(uptimeSeconds: number): void {
    if (this.status?.state !== 'degraded') return;
    if (this.retrySeconds === Infinity) this.retrySeconds = uptimeSeconds + PAUSE_SECONDS;
    if (uptimeSeconds < this.retrySeconds) return;
    this.retrySeconds = Infinity;
    void this.tryOpen();
  }

  private fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'each process is read from /proc: dearer, and the same values; leaktop doctor says more';
    this.status = { ...NAMED, state: 'degraded', reason, hint };
    this.report('procfs.bpf-tasks', `processes cannot be read at once: ${reason}`, hint);
    this.records?.close();
    this.records = null;
  }
}

async function openRecords(root: string, { pageBytes }: MachineConstants): Promise<ProcessRecords | Availability> {
  const { openTaskRecords, probeTasks } = await import('../bpf/tasks.ts');
  const availability = probeTasks(root);
  return availability.state === 'ok' ? openTaskRecords(pageBytes) : availability;
}
