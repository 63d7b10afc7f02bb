// Serves the bytes each process sends and receives, as the kernel counts them in traffic.bpf.c while somebody looks.
// Must be attached only then, and must never leave an old number where nothing could be read.

import { READS } from '../../core/field.ts';
import type { Availability } from '../../core/frame.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { BpfMapReader } from '../../native/bpf-map.ts';
import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import type { Companion } from '../companion.ts';
import type { Sample } from '../source.ts';
import { probeBpf } from './availability.ts';
import { EndedKeys, fillTraffic, KEY_WORDS, VALUE_WORDS } from './traffic-rows.ts';

/** The version of Linux that brought sock_send_length and sock_recv_length. */
const TRAFFIC_NEEDS = [6, 3] as const;
const COUNTERS = ['netInBytes', 'netOutBytes'] as const;

/** Whether the traffic of processes can be counted here. Loads nothing into the kernel. */
export function probeTraffic(root: string): Availability {
  return probeBpf(root, TRAFFIC_NEEDS);
}

export function createTrafficCompanion(root: string): Companion {
  return new BpfTraffic(root);
}

/** The programs in the kernel: they count from now until close(). Throws a BpfError where they cannot be had. */
export class TrafficCounter {
  readonly map: BpfMapReader;
  private readonly object: BpfObject;
  private readonly ended = new EndedKeys();

  constructor() {
    this.object = loadBpfObject('traffic');
    try {
      this.map = this.object.map('traffic', KEY_WORDS, VALUE_WORDS);
      this.object.attach('count_sent');
      this.object.attach('count_received');
    } catch (error) {
      this.object.close();
      throw error;
    }
  }

  /** Fills the counters of the rows of a pass that began then, and forgets processes that had ended before it. */
  fill(rows: ProcessRows, uptimeSeconds: number): void {
    this.map.read();
    fillTraffic(rows, this.map, uptimeSeconds, this.ended);
    if (this.ended.count > 0) this.map.remove(this.ended.keys, this.ended.count);
  }

  close(): void {
    this.object.close();
  }
}

class BpfTraffic implements Companion {
  private counter: TrafficCounter | null = null;
  /** What counts now was not read yet: it knows nothing of what was counted before. */
  private isNew = true;

  constructor(private readonly root: string) {}

  probe(): Availability {
    return probeTraffic(this.root);
  }

  open(): void {
    this.attach();
  }

  read(sample: Sample): void {
    const { processes, uptimeSeconds } = sample;
    try {
      (this.counter ?? this.attach()).fill(processes, uptimeSeconds);
    } catch (error) {
      for (const id of COUNTERS) processes.columns[id]?.fill(NaN);
      throw error;
    }
    if (this.isNew) processes.restart(COUNTERS);
    this.isNew = false;
    sample.filled |= READS.traffic;
  }

  /** Detached, the hooks cost nothing. */
  rest(): void {
    this.close();
  }

  table(): null {
    return null;
  }

  close(): void {
    this.counter?.close();
    this.counter = null;
  }

  private attach(): TrafficCounter {
    this.isNew = true;
    this.counter = new TrafficCounter();
    return this.counter;
  }
}
