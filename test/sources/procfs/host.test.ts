import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { READS } from '../../../src/core/field.ts';
import { BootClock, parseUptime } from '../../../src/sources/procfs/clock.ts';
import { parseAuxv } from '../../../src/sources/procfs/constants.ts';
import { parseMachineStat, sharesBetween } from '../../../src/sources/procfs/cpu.ts';
import { parseMeminfo, parsePressure } from '../../../src/sources/procfs/meminfo.ts';
import { InterfaceRates, parseInterfaces } from '../../../src/sources/procfs/net.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { OpenedSource } from './fixture.ts';

function build(t: TestContext): ProcTree {
  const tree = new ProcTree().host().process(1);
  t.after(() => tree.dispose());
  return tree;
}

function open(t: TestContext, tree: ProcTree): OpenedSource {
  const opened = new OpenedSource(tree.root);
  t.after(() => opened.close());
  return opened;
}

test('time, load, memory and tasks of a usual machine', (t) => {
  const tree = build(t).process(2, { state: 'R', threads: 4 }).process(3, { state: 'D' }).process(4, { state: 'T' });
  tree.process(5, { state: 't' }).process(6, { state: 'Z' }).process(7, { state: 'I' });
  const opened = open(t, tree).read();
  const { host, sample } = opened;
  assert.deepEqual([sample.uptimeSeconds, host.uptime, sample.wallMillis], [1000, 1000, 1_700_000_000_000]);
  assert.deepEqual([host.load1, host.load5, host.load15], [0.5, 0.4, 0.3]);
  assert.deepEqual([host.memTotal, host.memFree, host.memAvailable], [8e6 * 1024, 1e6 * 1024, 4e6 * 1024]);
  assert.deepEqual([host.memBuffers, host.memCached, host.memShmem], [1e5 * 1024, 2_030_000 * 1024, 5e4 * 1024]);
  assert.deepEqual([host.swapTotal, host.swapFree, host.cpus], [0, 0, 2]);
  const { tasks, running, sleeping, waiting, stopped, zombies, threads } = host;
  assert.deepEqual([tasks, running, sleeping, waiting, stopped, zombies, threads], [7, 1, 2, 1, 2, 1, 10]);
  assert.ok([host.selfCpu, host.selfRes, host.cpuUser, host.limitTotal, host.netName].every(Number.isNaN));
});

test('processor shares are of the interval, guest time is not counted twice', (t) => {
  const tree = build(t);
  const opened = open(t, tree).read();
  tree.stat('cpu  150 10 120 890 5 6 7 12 50 10\ncpu0 1 0 0 0 0 0 0 0 0 0');
  const { host } = opened.read();
  const shares = [host.cpuUser, host.cpuNice, host.cpuSystem, host.cpuIdle];
  const rest = [host.cpuIowait, host.cpuIrq, host.cpuSoftirq, host.cpuSteal];
  assert.deepEqual(shares.concat(rest), [25, 5, 10, 45, 2.5, 3, 3.5, 6]);
  assert.equal(host.cpus, 1, 'a processor was taken away');
});

test('each processor has its own shares, at once when they are first asked for', (t) => {
  const tree = build(t).stat('cpu  0 0 0 0\ncpu0 100 0 0 100 0 0 0 0\ncpu2 5 5 5 5 5 5 5 5');
  const opened = open(t, tree).read();
  assert.equal(opened.sample.cpu, null, 'they were not wanted');
  tree.stat('cpu  0 0 0 0\ncpu0 110 0 0 130 0 0 0 0\ncpu2 5 5 5 5 15 5 5 15\ncpu7 1 1 1 1');
  const { cpu } = opened.read({ reads: READS.cpus }).sample;
  assert.ok(cpu !== null);
  assert.equal(cpu.rows, 3);
  assert.deepEqual([...cpu.columns.number], [0, 2, 7]);
  assert.deepEqual([...cpu.columns.user], [25, 0, NaN], 'one that has just come online has no interval yet');
  assert.deepEqual([...cpu.columns.idle], [75, 0, NaN]);
  assert.deepEqual([...cpu.columns.iowait], [0, 50, NaN]);
  assert.deepEqual([...cpu.columns.steal], [0, 50, NaN]);
  assert.equal(opened.read().sample.cpu, null);
});

test('a counter that goes backwards counts as nothing, and shares stay between 0 and 100', () => {
  assert.deepEqual(sharesBetween([10, 0, 0, 100, 50, 0, 0, 0], [20, 0, 0, 110, 40, 0, 0, 0]), [50, 0, 0, 50, 0, 0, 0, 0]);
  const counters = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(counters, counters, (before, now) => {
      const shares = sharesBetween(before, now);
      if (shares.every(Number.isNaN)) return;
      assert.ok(shares.every((share) => share >= 0 && share <= 100));
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 100) < 1e-6);
    }),
  );
  assert.ok(sharesBetween([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]).every(Number.isNaN));
});

test('512 processors and a very long line of interrupts', (t) => {
  const lines = Array.from({ length: 512 }, (_, i) => `cpu${i} ${'123456789 '.repeat(10).trimEnd()}`);
  const tree = build(t).stat(`cpu  ${'9876543210 '.repeat(10).trimEnd()}\n${lines.join('\n')}\nintr ${'0 '.repeat(90_000)}`, 77);
  const opened = open(t, tree).read();
  assert.equal(opened.host.cpus, 512);
  assert.equal(parseMachineStat('cpu  1 2 3 4\nprocesses 77\n')?.forks, 77);
  assert.ok(Number.isNaN(parseMachineStat('cpu  1 2 3 4\n')?.ticks[7]), 'what an old kernel lacks is unknown');
  assert.equal(parseMachineStat('cpu  1 2 x 4\n'), null);
});

test('what a kernel lacks is unknown and no issue; what every kernel has is one', (t) => {
  const tree = build(t).memory({ MemAvailable: NaN, Shmem: NaN });
  const opened = open(t, tree).read();
  const { host } = opened;
  const missing = [host.memAvailable, host.memShmem, host.psiCpuSome, host.psiMemoryFull, host.psiIoSome, host.netSent];
  assert.ok(missing.every(Number.isNaN));
  assert.deepEqual([...opened.issues], []);
  tree.remove('proc/loadavg').write('proc/meminfo', 'no memory\n').write('proc/stat', '\n');
  opened.read();
  assert.ok([host.load1, host.memTotal, host.swapFree, host.cpus, host.cpuIdle].every(Number.isNaN));
  assert.match(opened.issues.get('procfs.host') ?? '', /loadavg .*ENOENT/);
  assert.ok(opened.issues.has('procfs.odd.host'));
  assert.deepEqual(opened.pids(), [1]);
});

test('pressure is avg10 of the last read', (t) => {
  const psi = (some: string, full: string): string =>
    `some avg10=${some} avg60=9.00 avg300=9.00 total=1\nfull avg10=${full} avg60=9.00 avg300=9.00 total=1\n`;
  const tree = build(t).write('proc/pressure/cpu', psi('1.50', '0.00')).write('proc/pressure/memory', psi('2.50', '1.25'));
  const { host } = open(t, tree.write('proc/pressure/io', psi('3.50', '3.00'))).read();
  assert.deepEqual([host.psiCpuSome, host.psiMemorySome, host.psiMemoryFull], [1.5, 2.5, 1.25]);
  assert.deepEqual([host.psiIoSome, host.psiIoFull], [3.5, 3]);
  assert.deepEqual(parsePressure('some avg10=x'), { some: NaN, full: NaN });
  fc.assert(
    fc.property(fc.string(), (text) => {
      parsePressure(text);
      parseMeminfo(text);
      parseMachineStat(text);
    }),
  );
});

const netDev = (lines: Record<string, [number, number]>): string =>
  'Inter-|   Receive |  Transmit\n face |bytes packets|bytes packets\n' +
  Object.entries(lines)
    .map(([name, [received, sent]]) => `${name.padStart(6)}: ${received} 1 0 0 0 0 0 0 ${sent} 1 0 0 0 0 0 0\n`)
    .join('');

test('the busiest interface is that of the most bytes in the interval, loopback left out', (t) => {
  const tree = build(t).write('proc/net/dev', netDev({ lo: [0, 0], eth0: [1000, 1000], wg0: [0, 0] }));
  const opened = open(t, tree).read();
  const { host } = opened;
  assert.equal(opened.text(host.netName), 'eth0');
  assert.ok(Number.isNaN(host.netReceived));
  tree.uptime(1002).write('proc/net/dev', netDev({ lo: [1e9, 1e9], eth0: [3000, 1400], wg0: [2000, 2000] }));
  opened.read();
  assert.deepEqual([opened.text(host.netName), host.netReceived, host.netSent], ['wg0', 1000, 1000]);
});

test('an interface that was reset, is new or idle has no false rate', () => {
  const rates = new InterfaceRates();
  assert.equal(rates.update(netDev({ a: [100, 100], b: [50, 50] }), 1).name, 'a');
  const reset = rates.update(netDev({ a: [10, 200] }), 2);
  assert.equal(reset.name, 'a');
  assert.ok(Number.isNaN(reset.receivedBytesPerSec) && Number.isNaN(reset.sentBytesPerSec));
  const appeared = rates.update(netDev({ a: [20, 200], big: [1e12, 1e12] }), 3);
  assert.deepEqual(appeared, { name: 'a', receivedBytesPerSec: 10, sentBytesPerSec: 0 });
  const idle = rates.update(netDev({ a: [20, 200], big: [1e12, 1e12] }), 4);
  assert.deepEqual(idle, { name: 'a', receivedBytesPerSec: 0, sentBytesPerSec: 0 }, 'the name does not jump while all idle');
  assert.equal(rates.update('', 5).name, '');
  assert.ok(Number.isNaN(rates.update(netDev({ a: [40, 200] }), 5).receivedBytesPerSec));
});

test('interface names may hold anything', () => {
  assert.deepEqual([...parseInterfaces(netDev({ '\x1b[31m{bold}': [1, 2], 'eth0:1': [3, 4] })).keys()], ['\x1b[31m{bold}', 'eth0:1']);
  fc.assert(fc.property(fc.string(), (text) => void parseInterfaces(`a\nb\n${text}`)));
});

test('the clock runs on the monotonic clock and follows /proc/uptime after a suspend', () => {
  let monotonic = 50;
  const clock = new BootClock(() => monotonic);
  assert.ok(Number.isNaN(clock.read(null)));
  assert.equal(clock.read('1000.00 5.00\n'), 1000);
  monotonic = 51.0042;
  assert.equal(clock.read('1001.01 5.00\n').toFixed(4), '1001.0042', 'finer than its text');
  monotonic = 52;
  assert.equal(clock.read(null), 1002);
  monotonic = 53;
  assert.equal(clock.read('5000.25 5.00\n'), 5000.25);
  monotonic = 54;
  assert.equal(clock.read('odd'), 5001.25);
  assert.ok(Number.isNaN(parseUptime('x')) && Number.isNaN(parseUptime('')));
});

test('page size and clock ticks: both word sizes, both byte orders, nothing senseless', () => {
  const vector = (words: number[], bytes: 4 | 8, order: 'LE' | 'BE'): Buffer => {
    const buffer = Buffer.alloc(words.length * bytes);
    words.forEach((word, i) => {
      if (bytes === 4) buffer[`writeUInt32${order}`](word, i * 4);
      else buffer[`writeBigUInt64${order}`](BigInt(word), i * 8);
    });
    return buffer;
  };
  const words = [33, 0x7ffd0000, 6, 65536, 17, 1000, 0, 0, 6, 1];
  for (const bytes of [4, 8] as const) {
    for (const order of ['LE', 'BE'] as const) {
      assert.deepEqual(parseAuxv(vector(words, bytes, order), order), { pageBytes: 65536, ticksPerSecond: 1000 });
    }
  }
  for (const odd of [[6, 4096, 0, 0], [6, 4095, 17, 100], [6, 4096, 17, 0], []]) assert.equal(parseAuxv(vector(odd, 8, 'LE'), 'LE'), undefined);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseAuxv(Buffer.from(bytes), 'LE')));
});
