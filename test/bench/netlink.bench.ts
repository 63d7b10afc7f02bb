// CPU of one tick of the source of connections, their table and all, by netlink and by BPF, as ratios to `ss -tinH` of the same
// sockets in the same run: up to 10,000, as many as the limit of descriptors allows. --check exits 1 when a bar is missed.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { readDescriptorLimit } from '../../src/collector/descriptors.ts';
import { FindingBoard } from '../../src/core/finding-board.ts';
import type { HostColumnId } from '../../src/core/fields/host.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import { probeConnections } from '../../src/sources/bpf/connections.ts';
import { createNetlink } from '../../src/sources/netlink/companion.ts';
import type { Sample } from '../../src/sources/source.ts';
import { bar, finishBars } from './support/bars.ts';
import { median } from './support/timing.ts';

const PAIRS = Math.min(5000, Math.floor((readDescriptorLimit() - 200) / 2));
const TICKS = 15;
const AT_MOST = { netlink: 0.6, BPF: 0.3 } as const;

async function main(): Promise<void> {
  const far: Socket[] = [];
  const server = createServer((socket) => far.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < PAIRS; i++) {
    await new Promise<void>((resolve) => {
      far.push(connect(port, '127.0.0.1', resolve));
    });
  }
  const kinds = probeConnections('/').state === 'ok' ? (['netlink', 'BPF'] as const) : (['netlink'] as const);
  const ticks = kinds.map((kind) => openSource(kind === 'BPF'));
  for (const tick of ticks) for (let i = 0; i < TICKS; i++) tick();
  const ours = kinds.map((): number[] => []);
  const theirs: number[] = [];
  for (let i = 0; i < TICKS; i++) {
    ticks.forEach((tick, kind) => {
      const before = process.cpuUsage();
      tick();
      const { user, system } = process.cpuUsage(before);
      ours[kind]?.push((user + system) / 1000);
    });
    const began = childMillis();
    if (spawnSync('ss', ['-tinH'], { maxBuffer: 2 ** 28 }).status !== 0) {
      console.log('skipped: no ss (apt-get install iproute2)');
      process.exit();
    }
    theirs.push(childMillis() - began);
  }
  // Its ticks are of 10 ms: only their mean tells more.
  const ss = theirs.reduce((sum, millis) => sum + millis, 0) / TICKS;
  kinds.forEach((kind, i) => {
    const own = median(ours[i] as number[]);
    console.log(`${PAIRS * 2} sockets: a tick by ${kind} ${own.toFixed(1)} ms, ss -tinH ${ss.toFixed(1)} ms of CPU`);
    bar(`${kind} tick / ss -tinH`, own / ss, AT_MOST[kind]);
  });
  if (kinds.length < 2) console.log('the tick by BPF is skipped: it cannot be had here');
  finishBars();
  process.exit();
}

/** A tick: the sockets asked for, their owners looked up, a table of them made. */
function openSource(isQuick: boolean): () => void {
  const companion = createNetlink('/', isQuick);
  companion.open({ root: '/', descriptorBudget: 8, interner: new Interner(), report: () => undefined, findings: new FindingBoard(), now: () => 0 });
  const processes = new ProcessRows();
  processes.beginPass();
  const slot = processes.insert(process.pid);
  processes.set('start', slot, Number(readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ')[19]));
  processes.see(slot);
  processes.endPass(Int32Array.of(slot), 1);
  const sample: Sample = { uptimeSeconds: 1, wallMillis: 0, processes, host: {} as Record<HostColumnId, number>, cpu: null, filled: 0 };
  const want: Want = { ...wantFields([]), focus: [], trend: null, growthWindowSeconds: 60, side: { connection: true } };
  return () => {
    companion.read(sample, want);
    companion.table('connection', want);
  };
}

/** CPU of the children that have ended, in the kernel's ticks of 10 ms. */
function childMillis(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

await main();
