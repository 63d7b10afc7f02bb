// The source `procfs`: processes and the machine's row from the texts of /proc, below any root.
// Must never call the clock for a sample but through what it is given.

import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Availability, SourceStatus } from '../../core/frame.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';
import type { MachineConstants, Sample, Source, SourceContext } from '../source.ts';
import { AccountNames } from '../account-names.ts';
import { HIDEPID_HINT, HIDEPID_TEXT, hidesOthers, probeProc } from './availability.ts';
import { readConstants } from './constants.ts';
import { DESCRIPTORS_HINT, isOutOfDescriptors } from './descriptors.ts';
import { HOST_DESCRIPTORS, HostReader } from './host.ts';
import { readNodes } from './numa.ts';
import { ProcessList } from './process-list.ts';
import { QuickRecords } from './quick-records.ts';
import { ProcessReader } from './reader.ts';
import { ThreadReader } from './threads.ts';

/** PROC_SUPER_MAGIC, statfs(2). */
const PROC_MAGIC = 0x9fa0;
/** Ticks between two looks whether the passwd file has changed. */
const USERS_TICKS = 10;
/** Where the kernel tells of all processes at once, /proc is listed once in so many ticks to see whether it does. */
const LIST_TICKS = 30;
/** proc(5) of nearly every machine, for one that does not say. */
const USUAL_CONSTANTS: MachineConstants = { pageBytes: 4096, ticksPerSecond: 100 };

export interface ProcfsOptions {
  /** Where proc, sys and etc are for `probe` before `open`, which brings its own. */
  readonly root: string;
  /** A clock that never steps, in seconds of any epoch. */
  readonly monotonicSeconds: () => number;
}

export function createProcfsSource(options: Partial<ProcfsOptions> = {}): Source {
  return new Procfs(options.root ?? '/', options.monotonicSeconds ?? (() => Number(process.hrtime.bigint()) / 1e9));
}

/** Everything that lives from open to close. */
interface Opened {
  readonly context: SourceContext;
  readonly constants: MachineConstants;
  readonly isKernel: boolean;
  readonly users: AccountNames;
  readonly groups: AccountNames;
  nodes: readonly number[] | null;
  readonly host: HostReader;
  readonly list: ProcessList;
  readonly quick: QuickRecords;
  readonly report: SourceContext['report'];
}

class Procfs implements Source {
  readonly name = 'procfs';
  private opened: Opened | null = null;
  /** Made for the rows of the first sample: it keeps descriptors by their slots. */
  private reader: ProcessReader | null = null;
  private rows: Sample['processes'] | null = null;
  private threads: { readonly rows: ProcessRows; readonly reader: ThreadReader } | null = null;
  private tick = 0;
  private recordTicks = 0;

  constructor(
    private root: string,
    private readonly monotonicSeconds: () => number,
  ) {}

  probe(): Availability {
    return probeProc(this.root);
  }

  open(context: SourceContext): MachineConstants {
    this.close();
    const { root, interner } = context;
    this.root = root;
    const isHiding = hidesOthers(root);
    // One cause, one issue: with hidepid the refusals are explained.
    const report: SourceContext['report'] = (id, text, hint) => {
      if (!isHiding || id !== 'procfs.denied') context.report(id, text, hint);
    };
    if (isHiding) report('procfs.hidepid', HIDEPID_TEXT, HIDEPID_HINT);
    const read = readConstants(root);
    if (read.constants === undefined) {
      report('procfs.constants', `page size and clock ticks are assumed: ${read.reason}`, 'make /proc/self readable');
    }
    const constants = read.constants ?? USUAL_CONSTANTS;
    const isKernel = isProcFileSystem(join(root, 'proc'));
    const keep = isKernel && context.descriptorBudget > HOST_DESCRIPTORS;
    const { monotonicSeconds } = this;
    const host = new HostReader({ root, isKernel, keep, interner, monotonicSeconds, report });
    const list = new ProcessList(join(root, 'proc'), isKernel);
    const users = new AccountNames(root);
    const groups = new AccountNames(root, 'group');
    const quick = new QuickRecords(root, constants, report);
    this.opened = { context, constants, isKernel, users, groups, nodes: null, host, list, quick, report };
    return constants;
  }

  read(sample: Sample, want: Want): void {
    const { opened } = this;
    if (opened === null) throw new Error('procfs is not open');
    sample.wallMillis = opened.context.now();
    const { forks, swapInUse } = opened.host.begin(sample, want);
    if (this.tick++ % USERS_TICKS === 0) {
      opened.users.refresh();
      opened.groups.refresh();
    }
    const reader = this.readerOf(sample, opened);
    const records = opened.quick.read(sample.uptimeSeconds);
    // 0 forks are never as many as before.
    const isListed =
      records === null
        ? this.listProcesses(opened, reader, sample, forks)
        : this.recordTicks++ % LIST_TICKS === 0 && this.listProcesses(opened, reader, sample, 0);
    const { pids, count } = opened.list;
    if (records === null) reader.read(isListed ? pids : null, count, want, swapInUse);
    else reader.readRecords(records, isListed ? pids : null, count, want, swapInUse);
    opened.host.finish(sample);
  }

  async quicken(): Promise<void> {
    // The kernel tells of this machine only, not of another root.
    if (this.root === '/') await this.opened?.quick.load();
  }

  get parts(): readonly SourceStatus[] {
    const status = this.opened?.quick.status;
    return status ? [status] : [];
  }

  readThreads(sample: Sample, rows: ProcessRows): void {
    const { opened } = this;
    if (opened === null) throw new Error('procfs is not open');
    const { files } = this.readerOf(sample, opened);
    if (this.threads?.rows !== rows) this.threads = { rows, reader: new ThreadReader(rows, files, threadContext(opened)) };
    this.threads.reader.read(sample.processes);
  }

  takeUnknownUsers(): number[] {
    return this.opened?.users.takeUnknown() ?? [];
  }

  setUserNames(names: Iterable<readonly [uid: number, name: string]>): void {
    for (const [uid, name] of names) this.opened?.users.add(uid, name);
  }

  close(): void {
    this.reader?.close();
    this.reader = null;
    this.rows = null;
    this.threads = null;
    this.opened?.host.close();
    this.opened?.quick.close();
    this.opened = null;
    this.tick = 0;
  }

  /** Out of descriptors, some kept ones are given back; if that does not help, the processes of the pass before stand. */
  private listProcesses(opened: Opened, reader: ProcessReader, sample: Sample, forks: number): boolean {
    for (;;) {
      try {
        return opened.list.update(forks, sample.processes);
      } catch (error) {
        if (!isOutOfDescriptors(error)) throw error;
        if (reader.giveBackDescriptors()) continue;
        opened.report('procfs.descriptors', 'out of file descriptors: new processes are missing', DESCRIPTORS_HINT);
        return false;
      }
    }
  }

  private readerOf(sample: Sample, opened: Opened): ProcessReader {
    if (this.reader !== null && this.rows === sample.processes) return this.reader;
    this.reader?.close();
    this.rows = sample.processes;
    this.recordTicks = 0;
    this.reader = new ProcessReader(sample.processes, {
      folder: `${join(opened.context.root, 'proc')}/`,
      keep: opened.isKernel,
      descriptorBudget: opened.context.descriptorBudget - HOST_DESCRIPTORS,
      ...threadContext(opened),
      users: opened.users,
      groups: opened.groups,
      report: opened.report,
    });
    return this.reader;
  }
}

function threadContext(opened: Opened): ConstructorParameters<typeof ThreadReader>[2] {
  const { constants, context } = opened;
  return { constants, interner: context.interner, nodes: () => (opened.nodes ??= readNodes(context.root)) };
}

/** On plain files a kept descriptor would show what the file was: there everything is opened anew. */
function isProcFileSystem(folder: string): boolean {
  try {
    return statfsSync(folder).type === PROC_MAGIC;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return false;
    throw error;
  }
}
