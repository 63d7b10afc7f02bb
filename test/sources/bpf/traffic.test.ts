// The bytes of every process: as many as the processes themselves say they moved, and on the right row.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Pipeline } from '../../../src/collector/pipeline.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { wantFields } from '../../../src/core/want.ts';
import { EndedKeys, fillTraffic, MOST_ENTRIES, type Traffic } from '../../../src/sources/bpf/traffic-rows.ts';
import { createTrafficCompanion, TrafficCounter } from '../../../src/sources/bpf/traffic.ts';
import { createProcfsSource } from '../../../src/sources/procfs/source.ts';
import { requires } from '../../support/require.ts';

const MIB = 2 ** 20;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Moved {
  readonly pid: number;
  readonly sent: number;
  readonly received: number;
}

const create = () => Promise.resolve(createTrafficCompanion('/'));

describe('traffic counted in the kernel', () => {
  const needs = requires('bpf', 'gcc');
  let folder = '';
  let talker = '';
  let sharers = '';
  let counter: TrafficCounter | null = null;

  before(() => {
    if (needs.skip !== undefined || needs.signal !== undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'leaktop-talker-'));
    [talker = '', sharers = ''] = ['talker', 'sharers'].map((name) => {
      const source = join(import.meta.dirname, `support/${name}.c`);
      assert.equal(spawnSync('gcc', ['-O1', '-o', join(folder, name), source], { stdio: 'inherit' }).status, 0);
      return join(folder, name);
    });
    counter = new TrafficCounter();
  });
  after(() => {
    counter?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  /** Runs to the end of what it moves; the two processes stay, so that nobody gets their pids. */
  async function talk(...words: readonly (string | number)[]): Promise<Moved[]> {
    const child = spawn(talker, words.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [data] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
    const [, a = NaN, b = NaN, c = NaN, , d = NaN, e = NaN, f = NaN] = String(data).trim().split(' ').map(Number);
    return [
      { pid: a, sent: b, received: c },
      { pid: d, sent: e, received: f },
    ];
  }

  function countedOf({ pid }: Moved): Moved {
    const map = counter?.map ?? assert.fail('it is loaded');
    map.read();
    // A pid may have been that of somebody else before: the last who had it is meant.
    const at = Array.from({ length: map.count }, (_, i) => i * 4).filter((key) => map.keys[key] === pid);
    // Of two readers of one connection, one may have taken all: who moved nothing is not in the map.
    if (at.length === 0) return { pid, sent: 0, received: 0 };
    const [last = NaN] = at.sort((a, b) => (map.keys[b + 2] as number) - (map.keys[a + 2] as number));
    const [received = NaN, receivedHigh, sent = NaN, sentHigh] = map.values.subarray(last, last + 4);
    assert.deepEqual([receivedHigh, sentHigh], [0, 0]);
    return { pid, sent, received };
  }

  const WAYS: readonly (readonly [what: string, ...words: (string | number)[]])[] = [
    ['200 MiB of one connection', 'write', 200 * MIB],
    ['messages of several parts', 'sendmsg', 20 * MIB],
    ['2,000 connections of 10 KB', 'write', 2000 * 10_000, 2000],
    ['files sent by the kernel', 'sendfile', 20 * MIB],
    ['pipes spliced into a socket', 'splice', 20 * MIB],
    ['50 MiB of datagrams, each answered', 'udp', 50 * MIB],
    ['a reader that looks at everything before it takes it', 'peek', 20 * MIB],
  ];
  for (const [what, ...words] of WAYS) {
    it(`is what both ends say: ${what}`, needs, async () => {
      const moved = await talk(...words);
      assert.ok(moved.some(({ sent }) => sent >= Number(words[1])));
      assert.deepEqual(moved.map(countedOf), moved);
    });
  }

  /** Three processes that share a port; null where the kernel refuses them the way they would take. */
  async function share(how: string, bytes: number): Promise<Moved[] | null> {
    const child = spawn(sharers, [how, String(bytes)], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [data] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
    const told = String(data).trim();
    if (told === 'refused') return null;
    const numbers = told.split(' ').map(Number);
    return [0, 3, 6].map((at) => ({ pid: numbers[at] ?? NaN, sent: numbers[at + 1] ?? NaN, received: numbers[at + 2] ?? NaN }));
  }

  for (const [what, how] of [
    ['two processes that listen on one port by SO_REUSEPORT', 'reuseport'],
    ['two processes that inherited one connection', 'fork'],
    ['the same by io_uring', 'uring'],
  ] as const) {
    it(`is that of each process: ${what}`, needs, async (t) => {
      const moved = await share(how, 6_400_000);
      if (moved === null) return t.skip('the kernel refuses io_uring');
      assert.equal(moved[0]?.sent, 6_400_000);
      assert.equal(moved.reduce((sum, { received }) => sum + received, 0), 6_400_000);
      assert.deepEqual(moved.map(countedOf), moved);
    });
  }

  it('is on the row of its process, and 0 a second while it is silent', needs, async () => {
    const entry = { name: 'bpf-traffic', serves: [], reads: ['traffic'], entities: [], create } as const;
    const source = createProcfsSource();
    const pipeline = new Pipeline({ source, serves: [], companions: [entry], root: '/', descriptorBudget: 100 });
    try {
      const want = { ...wantFields(['netIn', 'netOut', 'netInBytes', 'netOutBytes']), focus: [], trend: null, growthWindowSeconds: 180 };
      await pipeline.loadFor(want);
      const moved = await talk('write', 3 * MIB);
      const { rows } = pipeline;
      const valuesOf = (pid: number): number[] => {
        const slot = rows.find(pid);
        return (['netInBytes', 'netOutBytes', 'netIn', 'netOut'] as const).map((id) => rows.columns[id]?.[slot] ?? NaN);
      };
      pipeline.takeSample(want);
      for (const { pid, sent, received } of moved) assert.deepEqual(valuesOf(pid), [received, sent, NaN, NaN]);
      assert.deepEqual(valuesOf(1).slice(2), [NaN, NaN]);
      pipeline.takeSample(want);
      for (const { pid, sent, received } of moved) assert.deepEqual(valuesOf(pid), [received, sent, 0, 0]);
    } finally {
      pipeline.close();
    }
  });
});

describe('the map of traffic', () => {
  /** Rows of pids 1 … 9, each started at tick 100 × pid. */
  function rowsOf(): ProcessRows {
    const rows = new ProcessRows();
    rows.activate(['netInBytes', 'netOutBytes']);
    rows.beginPass();
    const slots = Int32Array.from({ length: 9 }, (_, i) => {
      const slot = rows.insert(i + 1);
      rows.columns.start[slot] = (i + 1) * 100;
      rows.see(slot);
      return slot;
    });
    rows.endPass(slots, slots.length);
    return rows;
  }

  function trafficOf(entries: readonly (readonly [pid: number, start: number, received: number, sent: number])[]): Traffic {
    return {
      count: entries.length,
      keys: Uint32Array.from(entries.flatMap(([pid, start]) => [pid, 0, start % 2 ** 32, Math.floor(start / 2 ** 32)])),
      values: Uint32Array.from(entries.flatMap((all) => all.slice(2).flatMap((n) => [n % 2 ** 32, Math.floor(n / 2 ** 32)]))),
    };
  }

  const valueOf = (rows: ProcessRows, id: 'netInBytes' | 'netOutBytes', pid: number): number => rows.columns[id]?.[rows.find(pid)] ?? NaN;

  it('gives each process what is its own; who has ended is named, who was born after the pass is not', () => {
    const rows = rowsOf();
    const ended = new EndedKeys();
    const large = 2 ** 40 + 7;
    fillTraffic(rows, trafficOf([[3, 300, large, 1], [4, 399, 5, 5], [77, 600, 6, 6], [78, 901, 7, 7]]), 9, ended);
    assert.deepEqual([1, 3, 4].map((pid) => valueOf(rows, 'netInBytes', pid)), [0, large, 0]);
    assert.deepEqual([1, 3, 4].map((pid) => valueOf(rows, 'netOutBytes', pid)), [0, 1, 0]);
    assert.deepEqual([...ended.keys.subarray(0, ended.count * 4)], [4, 0, 399, 0, 77, 0, 600, 0]);
  });

  it('that is full leaves those unknown that are not in it', () => {
    const rows = rowsOf();
    const entries = Array.from({ length: MOST_ENTRIES }, (_, i) => [i + 2, (i + 2) * 100, 1, 2] as const);
    const ended = new EndedKeys();
    fillTraffic(rows, trafficOf(entries), 2 ** 40, ended);
    assert.deepEqual([1, 2, 9].map((pid) => valueOf(rows, 'netInBytes', pid)), [NaN, 1, 1]);
    assert.equal(ended.count, MOST_ENTRIES - 8);
  });

  it('may hold anything', () => {
    const entry = fc.tuple(fc.nat(20), fc.nat(3000), fc.maxSafeNat(), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), fc.double(), (entries, uptime) => {
        const rows = rowsOf();
        fillTraffic(rows, trafficOf(entries), uptime, new EndedKeys());
        for (let pid = 1; pid <= 9; pid++) {
          const own = entries.filter(([other, start]) => other === pid && start === pid * 100).pop();
          assert.equal(valueOf(rows, 'netInBytes', pid), own?.[2] ?? 0);
          assert.equal(valueOf(rows, 'netOutBytes', pid), own?.[3] ?? 0);
        }
      }),
    );
  });
});
