// What counting the bytes of every process costs a transfer that saturates loopback, and what reading the counters costs
// beside one pass over /proc. Needs root and BPF.
// Other programs and other guests of the machine change a transfer by more than counting does, but not within hundredths of
// a second: so counting is switched on and off many times in one connection, and each turn is held against its neighbours.
// Run: npx tsx test/bench/traffic.bench.ts [--check]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { READS } from '../../src/core/field.ts';
import { loadLibbpf, type Libbpf, type Pointer } from '../../src/native/libbpf.ts';
import { TrafficCounter } from '../../src/sources/bpf/traffic.ts';
import { OpenedSource } from '../sources/procfs/fixture.ts';
import { bar, finishBars } from './support/bars.ts';
import { compile } from './support/native.ts';
import { median, medianMicros } from './support/timing.ts';

const PAIRS = 7;
/** Of a pair, each of four transfers: counted or not, then twice the other, then the first again. */
const ROUNDS = 120;
/** Some 5 ms of it. */
const BYTES = 2 ** 24;
const WARM_UP = 50;
/** What switching leaves to be done goes on for a while. */
const SETTLE_MILLIS = 4;

/** The programs of the traffic, which can be taken away and put back at once, other than by a TrafficCounter. */
class Switch {
  private readonly lib: Libbpf;
  private readonly object: Pointer;
  private links: Pointer[] = [];

  constructor() {
    const library = loadLibbpf();
    if (!library.ok) throw new Error(library.reason);
    this.lib = library.value;
    this.object = this.lib.openMem(readFileSync(new URL('../../assets/bpf/traffic.bpf.o', import.meta.url)));
    if (this.lib.isError(this.object) || this.lib.load(this.object) < 0) throw new Error('needs root and BPF');
  }

  on(): void {
    const { lib, object } = this;
    this.links = ['count_sent', 'count_received'].map((program) => lib.attach(lib.findProgram(object, program)));
    if (this.links.some((link) => lib.isError(link))) throw new Error('needs Linux 6.3 or later');
  }

  off(): void {
    for (const link of this.links.splice(0)) this.lib.destroyLink(link);
  }

  close(): void {
    this.off();
    this.lib.close(this.object);
  }
}

interface Cost {
  readonly nanos: number;
  readonly processorNanos: number;
}

const program = compile('stream');
if (program === null) throw new Error('needs a C compiler');
const stream = spawn(program, [String(BYTES)], { stdio: ['pipe', 'pipe', 'inherit'] });
const counting = new Switch();

async function transfer(): Promise<Cost> {
  stream.stdin.write('\n');
  const [line] = (await once(stream.stdout, 'data')) as [Buffer];
  const [nanos = NaN, processorNanos = NaN] = String(line).split(' ').map(Number);
  return { nanos, processorNanos };
}

/** Both kinds begin with what the switching leaves behind. */
async function turn(isCounted: boolean): Promise<Cost> {
  counting.on();
  if (!isCounted) counting.off();
  await sleep(SETTLE_MILLIS);
  const cost = await transfer();
  counting.off();
  return cost;
}

/** What counted transfers took, of what those did that stand beside them. */
async function round(startsCounted: boolean): Promise<Cost> {
  const costs: Cost[] = [];
  for (const isFirst of [true, false, false, true]) costs.push(await turn(isFirst === startsCounted));
  const [a, b, c, d] = costs as [Cost, Cost, Cost, Cost];
  const ratio = (of: (cost: Cost) => number): number => (of(a) + of(d)) / (of(b) + of(c));
  const [nanos, processorNanos] = [ratio(({ nanos }) => nanos), ratio(({ processorNanos }) => processorNanos)];
  return startsCounted ? { nanos, processorNanos } : { nanos: 1 / nanos, processorNanos: 1 / processorNanos };
}

for (let i = 0; i < WARM_UP; i++) await turn(i % 2 === 0);
const pairs: Cost[] = [];
for (let pair = 0; pair < PAIRS; pair++) {
  const rounds: Cost[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(i % 2 === 0));
  const nanos = median(rounds.map((one) => one.nanos));
  const processorNanos = median(rounds.map((one) => one.processorNanos));
  pairs.push({ nanos, processorNanos });
  console.log(`throughput counted, of that without: ${(1 / nanos).toFixed(3)}; processor time: ${processorNanos.toFixed(3)}`);
}
stream.stdin.end();
await once(stream, 'exit');
counting.close();
bar('throughput lost by counting', 100 * (1 - 1 / median(pairs.map(({ nanos }) => nanos))), 3, ' %');

const counter = new TrafficCounter();
const opened = new OpenedSource('/');
opened.read({ reads: READS.stat | READS.statm, columns: ['netInBytes', 'netOutBytes'] });
const pass = medianMicros(() => opened.read({ reads: READS.stat | READS.statm, columns: ['netInBytes', 'netOutBytes'] }));
const reading = medianMicros(() => {
  counter.fill(opened.sample.processes, opened.sample.uptimeSeconds);
});
counter.close();
bar(`reading the counters of ${opened.sample.processes.count} processes, of a pass over /proc`, reading / pass, 0.05);
finishBars();
