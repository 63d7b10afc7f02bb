// The source `systeminformation`: processes where there is no /proc, rare facts everywhere, and a second opinion on
// memory totals. It asks by spawning programs, so answers come in the background: read() copies the last complete one.
// Must never be asked on a tick where another source serves: it costs over a millisecond a process.

import { loadavg, uptime } from 'node:os';
import si from 'systeminformation';
import type { MachineFacts } from '../core/answer.ts';
import type { Availability } from '../core/frame.ts';
import type { MachineConstants, Sample, Source, SourceContext } from './source.ts';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
/** Answers that may fail in a row before the source as a whole counts as broken. */
const MOST_FAILURES = 3;

interface Answer {
  readonly processes: si.Systeminformation.ProcessesData;
  readonly mem: si.Systeminformation.MemData;
  readonly load: si.Systeminformation.CurrentLoadData;
  readonly networks: readonly si.Systeminformation.NetworkStatsData[];
  readonly loadAverages: readonly number[];
  readonly uptimeSeconds: number;
  readonly wallMillis: number;
}

export function createSystemInformationSource(options: { readonly root: string }): Source {
  return new SystemInformation(options.root);
}

/** RAM and swap totals in bytes: the second opinion that doctor and tests hold our own figures against. */
export async function memoryTotals(): Promise<{ ramBytes: number; swapBytes: number; availableBytes: number }> {
  const mem = await si.mem();
  return { ramBytes: mem.total, swapBytes: mem.swaptotal, availableBytes: mem.available };
}

/** Names for the machine, from the firmware and the system. */
export async function machineFacts(): Promise<MachineFacts> {
  const [os, cpu, system] = await Promise.all([si.osInfo(), si.cpu(), si.system()]);
  const processor = [cpu.manufacturer, cpu.brand].filter((word) => word !== '').join(' ');
  return {
    host: os.hostname,
    system: `${os.distro} ${os.release} (${os.kernel} ${os.arch})`,
    processor: `${processor} × ${cpu.cores}`,
    virtual: system.virtual,
  };
}

class SystemInformation implements Source {
  readonly name = 'systeminformation';
  readonly derives = ['cpu'] as const;
  private context: SourceContext | null = null;
  private answer: Answer | null = null;
  private asking: Promise<void> | null = null;
  private failures = 0;
  private failure: unknown = null;

  constructor(private readonly root: string) {}

  probe(): Availability {
    if (this.root !== '/') {
      return { state: 'absent', reason: 'it asks this machine only, not another root', hint: 'leave --root out' };
    }
    const reason = 'no TIME+, SHR, anonymous memory, swap or growth; each sample starts programs';
    return { state: 'degraded', reason, hint: 'mount /proc (Linux)' };
  }

  open(context: SourceContext): MachineConstants {
    this.context = context;
    return { pageBytes: PAGE_BYTES, ticksPerSecond: TICKS_PER_SECOND };
  }

  /** Waits for the first complete answer. */
  async prepare(): Promise<void> {
    await this.ask();
    if (this.answer === null) throw this.failure;
  }

  read(sample: Sample): void {
    if (this.failures >= MOST_FAILURES) throw this.failure;
    if (this.answer === null) throw new Error('read before the first answer: prepare() was not waited for');
    fillSample(sample, this.answer, this.context as SourceContext);
    void this.ask();
  }

  close(): void {
    this.context = null;
  }

  /** Starts asking unless that is under way. */
  private ask(): Promise<void> {
    this.asking ??= collect(this.context?.now ?? Date.now)
      .then(
        (answer) => {
          this.answer = answer;
          this.failures = 0;
        },
        (error: unknown) => {
          this.failures++;
          this.failure = error;
          const text = error instanceof Error ? error.message : String(error);
          this.context?.report('systeminformation.failed', `systeminformation failed: ${text}`, 'is ps installed?');
        },
      )
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }
}

async function collect(now: () => number): Promise<Answer> {
  const [processes, mem, load, networks] = await Promise.all([
    si.processes(),
    si.mem(),
    si.currentLoad(),
    si.networkStats('*'),
  ]);
  return { processes, mem, load, networks, loadAverages: loadavg(), uptimeSeconds: uptime(), wallMillis: now() };
}

function fillSample(sample: Sample, answer: Answer, context: SourceContext): void {
  sample.uptimeSeconds = answer.uptimeSeconds;
  sample.wallMillis = answer.wallMillis;
  fillProcesses(sample, answer, context);
  fillHost(sample.host, answer, context);
}

function fillProcesses(sample: Sample, answer: Answer, context: SourceContext): void {
  const rows = sample.processes;
  const bootMillis = answer.wallMillis - answer.uptimeSeconds * 1000;
  rows.beginPass();
  const slots = new Int32Array(answer.processes.list.length);
  let count = 0;
  for (const row of answer.processes.list) {
    // Whole seconds is all ps says; it is enough to tell a reused pid from the process before.
    const startedMillis = Date.parse(row.started);
    const startSeconds = Math.max(0, Math.round((startedMillis - bootMillis) / 1000));
    let slot = rows.find(row.pid);
    if (slot >= 0 && rows.isSeen(slot)) continue;
    if (slot >= 0 && Math.abs((rows.columns.start[slot] as number) / TICKS_PER_SECOND - startSeconds) > 2) {
      rows.remove(slot);
      slot = -1;
    }
    if (slot < 0) {
      slot = rows.insert(row.pid);
      rows.columns.start[slot] = startSeconds * TICKS_PER_SECOND;
    }
    const { columns } = rows;
    columns.ppid[slot] = row.parentPid;
    rows.set('ni', slot, row.nice);
    columns.state[slot] = STATE_LETTERS[row.state] ?? NaN;
    columns.virt[slot] = row.memVsz * 1024;
    columns.res[slot] = row.memRss * 1024;
    columns.cpu[slot] = row.cpu;
    columns.user[slot] = context.interner.idOf(row.user);
    columns.command[slot] = context.interner.idOf(row.name);
    rows.see(slot);
    slots[count++] = slot;
  }
  rows.endPass(slots, count);
}

/** systeminformation's words for ps's state letters. */
const STATE_LETTERS: Readonly<Record<string, number>> = {
  running: 'R'.charCodeAt(0),
  sleeping: 'S'.charCodeAt(0),
  blocked: 'D'.charCodeAt(0),
  stopped: 'T'.charCodeAt(0),
  zombie: 'Z'.charCodeAt(0),
  dead: 'X'.charCodeAt(0),
  idle: 'I'.charCodeAt(0),
  wakekill: 'D'.charCodeAt(0),
  waking: 'R'.charCodeAt(0),
};

function fillHost(host: Sample['host'], answer: Answer, context: SourceContext): void {
  const { mem, load, networks } = answer;
  host.uptime = answer.uptimeSeconds;
  [host.load1 = NaN, host.load5 = NaN, host.load15 = NaN] = answer.loadAverages;
  host.cpus = load.cpus.length;
  host.cpuUser = load.currentLoadUser;
  host.cpuNice = load.currentLoadNice;
  host.cpuSystem = load.currentLoadSystem;
  host.cpuIdle = load.currentLoadIdle;
  host.cpuIrq = load.currentLoadIrq;
  host.memTotal = mem.total;
  host.memFree = mem.free;
  host.memAvailable = mem.available;
  host.memBuffers = mem.buffers;
  host.memCached = mem.cached;
  host.swapTotal = mem.swaptotal;
  host.swapFree = mem.swapfree;
  let busiest = -1;
  for (const network of networks) {
    const { rx_sec: received, tx_sec: sent } = network;
    // The first answer knows no rates: null.
    if (network.iface.startsWith('lo') || !(received + sent > busiest)) continue;
    busiest = received + sent;
    host.netName = context.interner.idOf(network.iface);
    host.netReceived = received;
    host.netSent = sent;
  }
}
