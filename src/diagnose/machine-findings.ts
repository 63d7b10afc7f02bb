// What is wrong with the machine as a whole, by its own row: memory that is used up, tasks that wait for it or in the kernel,
// the limit leaktop itself lives under, zombies. Facts and no statistics. Must never read a clock or a file.

import type { FindingKind, Finding, Severity } from '../core/finding.ts';
import type { HostColumnId } from '../core/fields/host.ts';
import type { LimitedGroup } from '../core/limited-group.ts';
import { Capacity } from './capacity.ts';
import { GroupLimits } from './group-limits.ts';
import { Latch } from './latch.ts';

const GIB = 2 ** 30;

/** Where a condition begins and down to where it goes on, in its own unit. */
interface Level {
  readonly begin: number;
  readonly end: number;
}

/** Percent of memory that is available: the kernel begins to work hard for it. Of large machines it is an amount. */
const LOW: Level = { begin: 5, end: 7 };
const LOW_BYTES = 2 * GIB;
const VERY_LOW: Level = { begin: 3, end: 4 };
const VERY_LOW_BYTES = GIB;
/** So many times what ends it is no value around it any more, but memory that was freed. */
const PLAINLY = 2;
/** Percent of 10 s: Documentation/accounting/psi.rst. systemd-oomd kills at 60 % full. */
const WAITING: Level = { begin: 10, end: 5 };
const ALL_WAITING: Level = { begin: 10, end: 5 };
/** Tasks in uninterruptible wait: a few come and go with every disk. */
const STUCK: Level = { begin: 5, end: 3 };
const ZOMBIES: Level = { begin: 20, end: 10 };

/** Bytes a second that come from swap while others go there. Going out alone is healthy. */
const THRASH: Level = { begin: 2 ** 20, end: 2 ** 18 };

const MINUTE = 60;

/** Who holds the most memory, in words, and which unit or container the first of them is in, '' where that says nothing. */
export interface Largest extends Readonly<Record<string, string>> {
  readonly largest: string;
  readonly group: string;
}

/** What a sample tells of the machine; `largest` names who holds the most memory, and is asked for only when it is said. */
export interface MachineSample {
  readonly uptimeSeconds: number;
  readonly host: Readonly<Record<HostColumnId, number>>;
  readonly largest: () => Largest;
  /** The same of a control group, by its path. */
  readonly largestIn: (path: string) => Largest;
  /** Bytes a second since the sample before; NaN where unknown. */
  readonly swapping: { readonly inPerSec: number; readonly outPerSec: number; readonly refaultedPerSec: number };
  /** Bytes that processes and classes of kernel memory hold which are suspected of leaking. */
  readonly suspectedBytes: number;
  /** Groups with a limit of their own, and how they stand to it. */
  readonly groups: readonly LimitedGroup[];
}

export class MachineFindings {
  private readonly low = new Latch(10, 30);
  private readonly veryLow = new Latch(5, 30);
  private readonly waiting = new Latch(10, 30);
  private readonly allWaiting = new Latch(5, 30);
  private readonly thrashing = new Latch(10, 30);
  private readonly capacity = new Capacity();
  private readonly limits = new GroupLimits();
  private readonly stuck = new Latch(30, 30);
  private readonly zombies = new Latch(MINUTE, MINUTE);

  /** What stands at this sample. */
  take(sample: MachineSample): readonly Finding[] {
    return [...this.ofMemory(sample), ...this.groupLimits(sample), ...this.tasks(sample)];
  }

  /** Where memory is used up by what runs, that is said in the place of how much is left. */
  private ofMemory(sample: MachineSample): Finding[] {
    const found = [...this.memory(sample), ...this.pressure(sample), ...this.swapping(sample)];
    const capacity = this.capacity.take({ ...sample, found });
    return capacity === null ? found : [capacity, ...found.filter(({ kind }) => kind !== 'memory-low')];
  }

  private memory({ uptimeSeconds, host, largest }: MachineSample): Finding[] {
    const { memAvailable, memTotal, swapTotal, swapFree, memShmem } = host;
    const percent = (memAvailable / memTotal) * 100;
    const isBelow = (level: number, bytes: number): boolean => percent < level && memAvailable < bytes;
    // Memory that can still go to swap does not end at once.
    const isSwapFull = !(swapFree > 0.1 * swapTotal);
    if (percent >= PLAINLY * LOW.end || memAvailable >= PLAINLY * LOW_BYTES) for (const latch of [this.low, this.veryLow]) latch.end();
    const low = this.low.take(uptimeSeconds, isBelow(LOW.begin, LOW_BYTES), isBelow(LOW.end, LOW_BYTES));
    const veryLow = this.veryLow.take(
      uptimeSeconds,
      isSwapFull && isBelow(VERY_LOW.begin, VERY_LOW_BYTES),
      isBelow(VERY_LOW.end, VERY_LOW_BYTES),
    );
    if (!low && !veryLow) return [];
    const since = earliest(this.low, this.veryLow);
    const numbers = { available: memAvailable, total: memTotal, swapTotal, swapFree, shared: memShmem };
    return [machine('memory-low', veryLow ? 'critical' : 'warning', since, numbers, largest())];
  }

  private pressure({ uptimeSeconds, host, largest }: MachineSample): Finding[] {
    const { psiMemorySome: some, psiMemoryFull: full } = host;
    const waiting = this.waiting.take(uptimeSeconds, some >= WAITING.begin, some >= WAITING.end);
    const all = this.allWaiting.take(uptimeSeconds, full >= ALL_WAITING.begin, full >= ALL_WAITING.end);
    if (!waiting && !all) return [];
    return [machine('memory-pressure', all ? 'critical' : 'warning', earliest(this.waiting, this.allWaiting), { some, full }, largest())];
  }

  private swapping({ uptimeSeconds, swapping, largest }: MachineSample): Finding[] {
    const both = Math.min(swapping.inPerSec, swapping.outPerSec);
    if (!this.thrashing.take(uptimeSeconds, both >= THRASH.begin, both >= THRASH.end)) return [];
    return [machine('swap-thrash', 'critical', this.thrashing.sinceSeconds, swapping, largest())];
  }

  private groupLimits({ uptimeSeconds, host, groups, largest, largestIn }: MachineSample): Finding[] {
    const { limitUsed, limitTotal } = host;
    // That of the control group leaktop runs in, in a container the whole world; among the others it is told of by its name.
    const isSeen = !(limitTotal > 0) || groups.some(({ limitBytes }) => limitBytes === limitTotal);
    const own = { path: '', usedBytes: limitUsed, limitBytes: limitTotal, isSoft: false, timesHeld: NaN, waitPercent: NaN, stopsTasks: false, hasStopped: false };
    return this.limits.take(uptimeSeconds, isSeen ? groups : [own, ...groups], (path) => (path === '' ? largest() : largestIn(path)));
  }

  private tasks({ uptimeSeconds, host }: MachineSample): Finding[] {
    const { waiting, zombies } = host;
    const findings: Finding[] = [];
    if (this.stuck.take(uptimeSeconds, waiting >= STUCK.begin, waiting >= STUCK.end)) {
      findings.push(machine('stuck-tasks', 'warning', this.stuck.sinceSeconds, { count: waiting }));
    }
    if (this.zombies.take(uptimeSeconds, zombies >= ZOMBIES.begin, zombies >= ZOMBIES.end)) {
      findings.push(machine('zombies', 'note', this.zombies.sinceSeconds, { count: zombies }));
    }
    return findings;
  }
}

function machine(
  kind: FindingKind,
  severity: Severity,
  sinceSeconds: number,
  numbers: Finding['numbers'],
  texts: Finding['texts'] = {},
): Finding {
  return { id: kind, kind, severity, subject: { entity: 'host', key: {}, label: '' }, sinceSeconds, numbers, texts };
}

function earliest(...latches: readonly Latch[]): number {
  return Math.min(...latches.filter(({ stands }) => stands).map(({ sinceSeconds }) => sinceSeconds));
}
