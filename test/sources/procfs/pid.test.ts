import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as pid from '../../../src/sources/procfs/pid.ts';
import { parseVmSwapBytes } from '../../../src/sources/procfs/status.ts';
import { statmText, statText } from '../../support/proc-tree.ts';

/** What may lie behind the end of a text in a buffer that is used again: each could pass for more of it. */
const BEHIND = [' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 ', '7 1 2 3 ', ') R 1 2 3 '];

const LAYOUT = pid.statLayout([18, 19]);
const PRIORITY = pid.STAT_NUMBERS;
const NICE = pid.STAT_NUMBERS + 1;

/** Parses with each of these behind the text: they must make no difference. */
function parse(text: Buffer | string): Float64Array | null {
  const content = Buffer.from(text);
  const all = BEHIND.map((behind) => {
    const out = new Float64Array(pid.STAT_NUMBERS + 2);
    return pid.parseStat(Buffer.concat([content, Buffer.from(behind)]), content.length, LAYOUT, out) ? out : null;
  });
  for (const other of all) assert.deepEqual(other, all[0]);
  return all[0] ?? null;
}

function parseStatm(text: string): number[] | null {
  const out = new Float64Array(pid.STATM_NUMBERS);
  return pid.parseStatm(Buffer.from(`${text}9 9 9 9 `), text.length, out) ? Array.from(out.subarray(0, 3)) : null;
}

const hostileByte = fc.oneof(fc.constantFrom(...Buffer.from(') (\n S0-')), fc.integer({ min: 0, max: 255 }));
const comm = fc.array(hostileByte, { maxLength: 64 }).map((bytes) => Buffer.from(bytes));
const counter = fc.oneof(fc.nat(), fc.nat({ max: 2 ** 31 }), fc.maxSafeNat());

test('every stat that is written is read back, whatever the name holds', () => {
  const process = fc.record({
    comm,
    state: fc.constantFrom('R', 'S', 'D', 'T', 't', 'Z', 'X', 'I'),
    ppid: fc.nat({ max: 4_194_304 }),
    minflt: counter,
    majflt: counter,
    utime: counter,
    stime: counter,
    priority: fc.integer({ min: -100, max: 39 }),
    nice: fc.integer({ min: -20, max: 19 }),
    threads: fc.nat({ max: 100_000 }),
    start: counter,
    size: fc.nat({ max: 2 ** 35 }),
    rss: counter,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_194_304 }), process, (id, p) => {
      const out = parse(statText(id, p));
      assert.ok(out);
      const name = statText(id, p).subarray(out[pid.COMM_START], out[pid.COMM_END]);
      assert.deepEqual(name, p.comm);
      assert.equal(out[pid.STATE], p.state.charCodeAt(0));
      const numbers = [pid.PPID, pid.MINFLT, pid.MAJFLT, pid.UTIME, pid.STIME, PRIORITY, NICE, pid.THREADS];
      const written = [p.ppid, p.minflt, p.majflt, p.utime, p.stime, p.priority, p.nice, p.threads];
      assert.deepEqual(
        numbers.map((at) => out[at]),
        written.map((value) => value),
      );
      assert.deepEqual([out[pid.START], out[pid.VSIZE], out[pid.RSS]], [p.start, p.size * 4096, p.rss]);
    }),
    { numRuns: 1000 },
  );
});

test('a stat cut off anywhere before the end of field 24 is odd, and what lies behind its end is never taken for it', () => {
  fc.assert(
    fc.property(comm, fc.nat(), (name, size) => {
      const whole = statText(77, { comm: name, size });
      const enough = whole.lastIndexOf(' 100 18446744073709551615') + ' 100 '.length;
      for (let length = 0; length < enough; length++) assert.equal(parse(whole.subarray(0, length)), null, `${length}`);
      assert.ok(parse(whole.subarray(0, enough)));
    }),
    { numRuns: 50 },
  );
});

test('random bytes never throw and never write behind the end mark', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 300 }), (random, cut) => {
      const length = Math.min(cut, random.length);
      const before = Buffer.from(random);
      const out = new Float64Array(pid.STAT_NUMBERS + 2);
      pid.parseStat(random, length, LAYOUT, out);
      pid.parseStatm(random, length, new Float64Array(pid.STATM_NUMBERS));
      const rest = Buffer.from(random).subarray(length + 1);
      assert.deepEqual(rest, before.subarray(length + 1));
      assert.deepEqual(Buffer.from(random).subarray(0, length), before.subarray(0, length));
    }),
  );
});

test('odd texts are refused', () => {
  const good = statText(5, { comm: 'x' }).toString();
  assert.ok(parse(good));
  const odd = [
    '',
    '5',
    '5 (',
    '5 (x',
    '5 (x)',
    '5 (x) ',
    '5 (x) S',
    '5 (x) S ',
    '(x) S 1',
    good.replace('5 (', '5(').replace(' (', '('),
    good.replace(') S ', ')S '),
    good.replace(') S ', ') S  '),
    good.replace(' 4194304 ', ' 4194304x '),
    good.replace(' -1 ', ' - '),
    good.replace(' 4194304 ', ' \t '),
  ];
  for (const text of odd) assert.equal(parse(text), null, JSON.stringify(text));
});

test('numbers larger than any integer stay numbers', () => {
  const text = statText(5, { comm: 'x' }).toString().replace(' 4096000 100 ', ' 18446744073709551615 -3 ');
  const out = parse(text);
  assert.ok(out);
  assert.deepEqual([out[pid.VSIZE], out[pid.RSS]], [2 ** 64, -3]);
});

test('statm: the first three numbers, or odd', () => {
  fc.assert(
    fc.property(counter, counter, counter, (size, rss, shared) => {
      assert.deepEqual(parseStatm(statmText({ size, rss, shared })), [size, rss, shared]);
    }),
  );
  for (const odd of ['', '1', '1 2', '1 2 ', '1 2 3', '1 -2 3 ', 'a b c ', '1  2 3 ']) {
    assert.equal(parseStatm(odd), null, JSON.stringify(odd));
  }
});

test('VmSwap is found in its own line only', () => {
  const parseSwap = (text: string): number => parseVmSwapBytes(Buffer.from(`${text}\nVmSwap:\t999 kB\n`), text.length);
  assert.equal(parseSwap('Name:\tx\nVmSwap:\t    1234 kB\nThreads:\t1\n'), 1234 * 1024);
  assert.equal(parseSwap('Name:\tVmSwap:\t77 kB\nThreads:\t1\n'), 0);
  assert.equal(parseSwap('Name:\tx\nThreads:\t1\n'), 0);
  assert.ok(Number.isNaN(parseSwap('Name:\tx\nVmSwap:\t kB\nThreads:\t1\n')));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (random) => void parseVmSwapBytes(Buffer.from(random), random.length)));
});

test('statm: all seven numbers where the seldom ones are wanted, or odd', () => {
  const parse = (text: string): number[] | null => {
    const out = new Float64Array(pid.STATM_NUMBERS);
    return pid.parseStatm(Buffer.from(`${text}9 `), text.length, out, pid.STATM_NUMBERS) ? Array.from(out) : null;
  };
  assert.deepEqual(parse('1 2 3 4 5 6 7\n'), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(parse('1 2 3 4 5 6\n'), null);
  assert.equal(parse('1 2 3\n4 5 6 7\n'), null);
  assert.equal(parse('1 2 3 4 5 6 7'), null, 'cut off');
});
