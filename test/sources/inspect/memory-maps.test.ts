// What is read of a memory map: what was given back, and arenas among other mappings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GuardedFiles } from '../../../src/sources/inspect/guarded-files.ts';
import { MemoryMaps, parseArenas, parseGivenBack } from '../../../src/sources/inspect/memory-maps.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A line of maps; addresses in MiB. */
function mapping(from: number, to: number, rights: string, file = ''): string {
  const hex = (mebibytes: number): string => Math.round(mebibytes * MIB).toString(16).padStart(12, '0');
  const place = `${hex(from)}-${hex(to)} ${rights} 00000000 ${file.startsWith('/') ? '08:01 1234' : '00:00 0'}`;
  return file === '' ? `${place} \n` : `${place.padEnd(73)}${file}\n`;
}

const ARENA = mapping(640, 653, 'rw-p') + mapping(653, 704, '---p');

test('arenas are told from other mappings', () => {
  const has = (...lines: string[]): readonly number[] => {
    const { arenas, arenaBytes } = parseArenas(lines.join(''));
    return [arenas, arenaBytes / MIB];
  };
  assert.deepEqual(has(ARENA), [1, 13]);
  assert.deepEqual(has(ARENA, mapping(704, 705, 'rw-p'), mapping(705, 768, '---p')), [2, 14]);
  assert.deepEqual(has(mapping(640, 653, 'rw-p'), mapping(653, 705, '---p')), [1, 13], 'the guard of a stack right behind it');
  assert.deepEqual(has(mapping(576, 653, 'rw-p'), mapping(653, 704, '---p')), [1, 77], 'a heap that is full, and the next one');
  assert.deepEqual(has(mapping(600, 653, 'rw-p'), mapping(653, 704, '---p')), [1, 13], 'another mapping right before it');
  assert.deepEqual(has(mapping(640, 653, 'rw-p', '[anon:glibc: malloc arena]'), mapping(653, 704, '---p')), [1, 13]);
  assert.deepEqual(has(mapping(8, 9, 'rw-p', '[heap]'), mapping(9, 64, '---p')), [0, 0], 'the heap of the first arena');
  assert.deepEqual(has(mapping(640, 653, 'rw-p', '/dev/x'), mapping(653, 704, '---p')), [0, 0], 'a file');
  assert.deepEqual(has(mapping(640, 653, 'rw-p'), mapping(654, 704, '---p')), [0, 0], 'a hole between');
  assert.deepEqual(has(mapping(640, 653, 'rw-p'), mapping(653, 700, '---p')), [0, 0], 'less than is reserved for a heap');
  assert.deepEqual(has(mapping(641, 653, 'rw-p'), mapping(653, 704, '---p')), [0, 0], 'begins elsewhere');
  assert.deepEqual(has(mapping(640, 641, '---p'), mapping(641, 649, 'rw-p'), mapping(649, 650, '---p')), [0, 0], 'a stack');
  assert.deepEqual(has(mapping(640, 704, 'rw-p')), [0, 0], 'a large piece');
  assert.deepEqual(has(), [0, 0]);
});

test('what was given back is a line of the summary', () => {
  assert.equal(parseGivenBack('Anonymous:  9 kB\nLazyFree:              614 kB\nSwap: 0 kB\n'), 614 * KIB);
  assert.equal(parseGivenBack('LazyFree:              0 kB\n'), 0);
  assert.ok(Number.isNaN(parseGivenBack('Rss: 4 kB\n')));
  assert.ok(Number.isNaN(parseGivenBack('')));
});

test('no text makes it fail, or find more than there is', () => {
  const line = fc.tuple(fc.nat(999), fc.nat(999), fc.constantFrom('rw-p', '---p', 'r--p', 'x'), fc.constantFrom('', '/a b', '[anon:x]', '[heap]'));
  const text = fc.array(fc.oneof(line.map((words) => mapping(...words)), fc.string())).map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, (maps) => {
      const { arenas, arenaBytes } = parseArenas(maps);
      assert.ok(arenas <= maps.split('\n').length, `${arenas}`);
      assert.ok(arenaBytes >= 0 && (arenas > 0) === (arenaBytes > 0), `${arenaBytes} bytes in ${arenas}`);
      parseGivenBack(maps);
    }),
  );
});

function world(t: { after: (callback: () => void) => void }) {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  tree.process(7, { comm: 'x', start: 70 }).write('proc/7/smaps_rollup', 'LazyFree:  8 kB\n').write('proc/7/maps', ARENA);
  const read: string[] = [];
  const guard = { enter: (pid: number, file: string) => void read.push(`${pid}/${file}`), leave: () => undefined };
  return { tree, read, maps: new MemoryMaps(new GuardedFiles(tree.root, guard, (pid) => pid === 9)) };
}

test('a process is read once each, and only the one that is asked for', (t) => {
  const { tree, read, maps } = world(t);
  tree.process(9, { comm: 'stuck', start: 90 });
  const keys = [7, 8, 9].map((pid) => ({ pid, start: 10 * pid }));
  assert.deepEqual(maps.read(keys), [{ key: keys[0], givenBackBytes: 8 * KIB, arenas: 1, arenaBytes: 13 * MIB }]);
  assert.deepEqual(read, ['7/stat', '7/smaps_rollup', '7/maps', '7/stat', '8/stat']);
  assert.deepEqual(maps.read([{ pid: 7, start: 71 }]), [], 'another process with that pid');
});

test('what the kernel does not tell is not known; a map of any length is read to its end or in part', (t) => {
  const { tree, maps } = world(t);
  tree.process(5, { comm: 'old', start: 50 }).write('proc/5/maps', '');
  const [found] = maps.read([{ pid: 5, start: 50 }]);
  assert.deepEqual([found?.givenBackBytes, found?.arenas], [NaN, 0]);
  const many = mapping(1, 2, 'r--p').repeat(30_000);
  tree.write('proc/7/maps', `${ARENA}${many}${ARENA}`);
  assert.equal(maps.read([{ pid: 7, start: 70 }])[0]?.arenas, 1);
});
