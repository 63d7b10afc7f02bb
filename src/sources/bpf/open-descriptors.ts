// Cost: below a microsecond a process in the kernel, and three loads here. Bench: none; it is read while rows are sorted or
// filtered by the number of their descriptors, which /proc tells of those on screen, and of the others in turn.
// Counts the open descriptors of all processes at once, by descriptors.bpf.c.
// Invariant: a row whose process was not told of stays as /proc had it; any bytes make numbers.

import { READS } from '../../core/field.ts';
import type { Availability } from '../../core/frame.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';
import type { BpfIterator } from '../../native/bpf-iterator.ts';
import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import type { Companion } from '../companion.ts';
import type { Sample, SourceContext } from '../source.ts';
import { probeBpf } from './availability.ts';
import { Standby } from './standby.ts';
import { countRecords } from './whole-records.ts';

/** The iterator came with 5.8, loops of any length with 5.17. */
const NEEDS = [5, 17] as const;

/** struct process of descriptors.bpf.c: its size, and where its fields begin, in bytes. */
export const COUNT = { bytes: 16, startTicks: 0, pid: 8, open: 12 } as const;

const WORD = 4;
const HIGH_WORD = 2 ** 32;

/** Whether they can be counted so here. Loads nothing into the kernel. */
export function probeOpenDescriptors(root: string): Availability {
  return probeBpf(root, NEEDS);
}

/** The program in the kernel, which runs when it is read. Throws a BpfError where it cannot be had. */
export function openOpenDescriptors(): OpenDescriptors {
  const object = loadBpfObject('descriptors');
  try {
    return new OpenDescriptors(object.iterator('tell_descriptors'), object);
  } catch (error) {
    object.close();
    throw error;
  }
}

export class OpenDescriptors {
  constructor(
    private readonly source: Pick<BpfIterator, 'bytes' | 'length' | 'read'>,
    private readonly object: Pick<BpfObject, 'close'>,
  ) {}

  /** Asks the kernel; the records as words, and how many there are. Throws a BpfError when it ends the reading earlier. */
  read(): { readonly words: Uint32Array; readonly length: number } {
    const { source } = this;
    source.read();
    const length = countRecords(source.length, COUNT.bytes);
    return { words: new Uint32Array(source.bytes.buffer, source.bytes.byteOffset, source.length / WORD), length };
  }

  /** Fills the column of the rows of a pass. Throws as read() does. */
  fill(rows: ProcessRows): void {
    const { openFiles, start } = rows.columns;
    const { words } = this.read();
    if (openFiles === undefined) return;
    for (let at = 0; at < words.length; at += COUNT.bytes / WORD) {
      const slot = rows.find(words[at + COUNT.pid / WORD] as number);
      if (slot === -1) continue;
      const startTicks = (words[at + COUNT.startTicks / WORD] as number) + (words[at + COUNT.startTicks / WORD + 1] as number) * HIGH_WORD;
      if (start[slot] === startTicks) openFiles[slot] = words[at + COUNT.open / WORD] as number;
    }
  }

  close(): void {
    this.object.close();
  }
}

/** Serves them of all rows while that is wanted. */
export class OpenDescriptorsCompanion implements Companion {
  private held: Standby<OpenDescriptors> | null = null;

  constructor(private readonly root: string) {}

  probe(): Availability {
    return probeOpenDescriptors(this.root);
  }

  open({ report }: SourceContext): void {
    this.held = new Standby(() => this.probe(), openOpenDescriptors, (reason) => {
      report('bpf.descriptors', `descriptors are not counted at once: ${reason}`, 'they are read in turn; leaktop doctor says more');
    });
  }

  /** What is on screen, or in a batch, was read of /proc in this very sample. */
  read({ processes }: Sample, want: Want): void {
    if ((want.completeReads & READS.fd) === 0) return this.rest();
    this.held?.use((descriptors) => {
      descriptors.fill(processes);
    });
  }

  rest(): void {
    this.held?.rest();
  }

  table(): null {
    return null;
  }

  close(): void {
    this.rest();
  }
}
