import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { READS } from '../../../src/core/field.ts';
import { CostlyColumns } from '../../../src/sources/inspect/costly-columns.ts';
import { GuardedFiles } from '../../../src/sources/inspect/guarded-files.ts';
import { parseIo, parseSmaps } from '../../../src/sources/inspect/texts.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const IO = 'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n';
const ROLLUP = 'Rss:    12 kB\nPss:    10 kB\nPss_Anon:    4 kB\nPrivate_Clean:   1 kB\nPrivate_Dirty:   2 kB\n';
const ALL = READS.io | READS.smaps | READS.environ;

function setUp(t: { after: (callback: () => void) => void }) {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  tree.process(7, { comm: 'x', start: 70 });
  const read: string[] = [];
  const guard = { enter: (pid: number, file: string) => void read.push(`${pid}/${file}`), leave: () => undefined };
  let now = 0;
  const columns = new CostlyColumns(new GuardedFiles(tree.root, guard, (pid) => pid === 9), () => (now += 20));
  return { tree, read, columns };
}

test('reads of a process what is wanted, and only that', (t) => {
  const { tree, read, columns } = setUp(t);
  tree.write('proc/7/io', IO).write('proc/7/smaps_rollup', ROLLUP).write('proc/7/environ', 'A=1\0B=2\0');
  const key = { pid: 7, start: 70, isLarge: false };
  const [found] = columns.read([key], ALL).values;
  const { ioTime, ...numbers } = found?.numbers ?? {};
  assert.ok((ioTime as number) > 0);
  assert.deepEqual(numbers, {
    ...{ ioReadCalls: 3, ioWriteCalls: 4, ioReadBytes: 4096, ioWrittenBytes: 8192 },
    ...{ rss: 12_288, pss: 10_240, pssAnon: 4096, uss: 3072 },
  });
  assert.deepEqual(found?.texts, { environ: 'A=1 B=2' });
  read.length = 0;
  assert.deepEqual(columns.read([{ ...key, isLarge: true }], READS.smaps).values[0]?.numbers, {});
  assert.deepEqual(read, ['7/stat', '7/stat'], 'the smaps of a large process are not touched');
});

test('what has no memory map holds none', (t) => {
  const { tree, columns } = setUp(t);
  tree.write('proc/7/smaps', '');
  const [found] = columns.read([{ pid: 7, start: 70, isLarge: false }], READS.smaps).values;
  assert.equal(found?.numbers['pss'], 0);
  assert.equal(found?.numbers['uss'], 0);
});

test('without a summary smaps is summed up; what is not there stays unknown', (t) => {
  const { tree, columns } = setUp(t);
  const mapping = '55d-55e r--p 0000 00:00 0    /bin/x\n';
  tree.write('proc/7/smaps', `${mapping}Rss:  4 kB\nPss:  1 kB\n${mapping}Rss:  8 kB\nVmFlags: rd\n`);
  const { values } = columns.read([{ pid: 7, start: 70, isLarge: false }], ALL);
  assert.deepEqual(values, [{ pid: 7, start: 70, numbers: { rss: 12_288, pss: 1024 }, texts: {} }]);
});

test('a process that ended, was reused or is skipped has no values; the time that is up ends the answer', (t) => {
  const { tree, columns } = setUp(t);
  tree.process(9, { comm: 'y', start: 90 });
  const keys = [8, 7, 9].map((pid) => ({ pid, start: 1, isLarge: false }));
  assert.deepEqual(columns.read(keys, ALL), { values: [], done: 3, denied: [] });
  const many = Array.from({ length: 50 }, () => ({ pid: 7, start: 70, isLarge: false }));
  const { done } = columns.read(many, READS.environ);
  assert.ok(done > 0 && done < 50);
});

test('no text throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseIo(text);
      parseSmaps(`${text}\n__proto__: 5 kB\nRss: 5 kB\n`);
    }),
  );
});
