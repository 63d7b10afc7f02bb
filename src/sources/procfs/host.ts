// Fills the machine's row of a sample: times, load, memory, pressure, the busiest interface, limits, tasks by state.
// Must never put a number where a file is missing: that stays NaN.

import { join } from 'node:path';
import { READS } from '../../core/field.ts';
import { CPU_SHARES } from '../../core/fields/cpu.ts';
import { MACHINE_SHARES, type HostColumnId } from '../../core/fields/host.ts';
import type { Interner } from '../../core/interner.ts';
import type { Want } from '../../core/want.ts';
import type { Sample } from '../source.ts';
import { CgroupLimits, ownMemoryCgroup } from './cgroup.ts';
import { BootClock, parseUptime } from './clock.ts';
import { parseMachineStat, ProcessorShares, sharesBetween } from './cpu.ts';
import { KeptFile } from './kept-file.ts';
import { parseMeminfo, parsePressure } from './meminfo.ts';
import { InterfaceRates } from './net.ts';

/** Descriptors this may keep open; they are not those of the processes. */
export const HOST_DESCRIPTORS = 24;

export interface HostContext {
  readonly root: string;
  /** True where the kernel makes each text anew: descriptors are kept, and the clock is finer than the text. */
  readonly isKernel: boolean;
  readonly keep: boolean;
  readonly interner: Interner;
  readonly monotonicSeconds: () => number;
  readonly report: (id: string, text: string, hint: string) => void;
}

type Host = Record<HostColumnId, number>;

export class HostReader {
  private readonly files: Record<'uptime' | 'loadavg' | 'stat' | 'meminfo' | 'cpu' | 'memory' | 'io' | 'net', KeptFile>;
  private readonly clock: BootClock;
  private readonly interfaces = new InterfaceRates();
  private readonly cgroup: CgroupLimits;
  private readonly processors = new ProcessorShares();
  private ticks: readonly number[] = CPU_SHARES.map(() => NaN);
  /** The interface of the sample before: its name as latin1, a character a byte, and as it is meant. */
  private busiest = { bytes: '', name: '' };

  constructor(private readonly context: HostContext) {
    const file = (path: string): KeptFile => new KeptFile(join(context.root, 'proc', path), context.keep);
    this.files = {
      uptime: file('uptime'),
      loadavg: file('loadavg'),
      stat: file('stat'),
      meminfo: file('meminfo'),
      cpu: file('pressure/cpu'),
      memory: file('pressure/memory'),
      io: file('pressure/io'),
      net: file('net/dev'),
    };
    this.clock = new BootClock(context.monotonicSeconds);
    this.cgroup = new CgroupLimits(context.root, ownMemoryCgroup(context.root), context.keep);
  }

  /** What must be known before the processes are read: the time, the forks since boot (0: unknown), swap in use. */
  begin(sample: Sample, want: Want): { forks: number; swapInUse: boolean } {
    const uptimeText = this.need(this.files.uptime);
    sample.uptimeSeconds = this.context.isKernel ? this.clock.read(uptimeText) : parseUptime(uptimeText ?? '');
    sample.host.uptime = sample.uptimeSeconds;
    const forks = this.readStat(sample, want);
    this.readMemory(sample);
    return { forks, swapInUse: isSwapInUse(sample.host) };
  }

  /** The rest, when the processes are known. */
  finish(sample: Sample): void {
    const { host } = sample;
    const load = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /.exec(this.need(this.files.loadavg) ?? '');
    host.load1 = Number(load?.[1] ?? NaN);
    host.load5 = Number(load?.[2] ?? NaN);
    host.load15 = Number(load?.[3] ?? NaN);
    host.psiCpuSome = parsePressure(this.files.cpu.read()).some;
    ({ some: host.psiMemorySome, full: host.psiMemoryFull } = parsePressure(this.files.memory.read()));
    ({ some: host.psiIoSome, full: host.psiIoFull } = parsePressure(this.files.io.read()));
    this.readInterfaces(host, sample.uptimeSeconds);
    host.selfCpu = NaN;
    host.selfRes = NaN;
  }

  close(): void {
    for (const file of Object.values(this.files)) file.close();
    this.cgroup.close();
  }

  private readStat(sample: Sample, want: Want): number {
    const { host } = sample;
    const text = this.need(this.files.stat);
    const stat = text === null ? null : parseMachineStat(text);
    if (text !== null && stat === null) this.reportOdd(this.files.stat.path);
    const ticks = stat?.ticks ?? CPU_SHARES.map(() => NaN);
    const shares = sharesBetween(this.ticks, ticks);
    CPU_SHARES.forEach((id, i) => (host[MACHINE_SHARES[id]] = shares[i] as number));
    this.ticks = ticks;
    host.cpus = stat?.cpus ?? NaN;
    sample.cpu = this.processors.update(text ?? '', (want.reads & READS.cpus) !== 0);
    return stat?.forks ?? 0;
  }

  private readMemory(sample: Sample): void {
    const { host } = sample;
    const text = this.need(this.files.meminfo);
    const bytes = parseMeminfo(text ?? '');
    sample.memory = bytes;
    const of = (name: string): number => bytes.get(name) ?? NaN;
    if (text !== null && !bytes.has('MemTotal')) this.reportOdd(this.files.meminfo.path);
    host.memTotal = of('MemTotal');
    host.memFree = of('MemFree');
    host.memAvailable = of('MemAvailable');
    host.memBuffers = of('Buffers');
    host.memCached = of('Cached') + (bytes.get('SReclaimable') ?? 0);
    host.memShmem = of('Shmem');
    host.swapTotal = of('SwapTotal');
    host.swapFree = of('SwapFree');
    const limits = this.cgroup.read(host.memTotal, host.swapTotal);
    host.limitTotal = limits.totalBytes;
    host.limitUsed = limits.usedBytes;
    host.limitSwapTotal = limits.swapTotalBytes;
    host.limitSwapUsed = limits.swapUsedBytes;
  }

  private readInterfaces(host: Host, uptimeSeconds: number): void {
    const busiest = this.interfaces.update(this.files.net.read() ?? '', uptimeSeconds);
    if (busiest.name !== this.busiest.bytes) {
      this.busiest = { bytes: busiest.name, name: Buffer.from(busiest.name, 'latin1').toString('utf8') };
    }
    const { name } = this.busiest;
    host.netName = name === '' ? NaN : this.context.interner.idOf(name);
    host.netReceived = busiest.receivedBytesPerSec;
    host.netSent = busiest.sentBytesPerSec;
  }

  /** A file that every kernel has: its absence is an issue. */
  private need(file: KeptFile): string | null {
    const text = file.read();
    if (text === null) {
      this.context.report('procfs.host', `${file.path} cannot be read (${file.failure})`, 'mount /proc as a whole');
    }
    return text;
  }

  private reportOdd(path: string): void {
    this.context.report('procfs.odd.host', `${path} is not as proc(5) says`, 'what it says is shown as unknown');
  }
}

/** Unknown counts as in use: then the processes are asked. zswap is swap, too: its pages are counted in SwapFree. */
function isSwapInUse(host: Host): boolean {
  return !(host.swapTotal - host.swapFree <= 0);
}
