// Files that were deleted while open: found among any number of descriptors, read exactly, and no process waits for another.

import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProcessKey } from '../../../src/core/entity.ts';
import { DeletedFiles, MOST_LINKS, MOST_LINKS_OF_ONE, type FileCalls } from '../../../src/sources/inspect/deleted-files.ts';
import { mountIdOf, mountPointOf } from '../../../src/sources/inspect/mounts.ts';
import { parseStart } from '../../../src/sources/inspect/texts.ts';
import { statText } from '../../support/proc-tree.ts';
import { requires } from '../../support/require.ts';

const GUARD = { enter: () => undefined, leave: () => undefined };
const key = (pid: number) => ({ pid, start: 500 });
const refused = (code: string): Error => Object.assign(new Error(code), { code });

/** A machine whose processes have so many descriptors; those named in `deleted` are such files, of their size. */
function machineOf(
  fds: Readonly<Record<number, number>>,
  deleted: Readonly<Record<string, number>> = {},
  denied: readonly number[] = [],
  deniedLinks: readonly number[] = [],
) {
  const links: string[] = [];
  const parts = (path: string): string[] => path.split('/').slice(2);
  const calls: FileCalls = {
    list: (path) => {
      const pid = Number(parts(path)[0]);
      if (denied.includes(pid)) throw refused('EACCES');
      return Array.from({ length: fds[pid] ?? 0 }, (_, i) => String(i));
    },
    link: (path) => {
      const [pid = '', , fd = ''] = parts(path);
      links.push(pid);
      if (deniedLinks.includes(Number(pid))) throw refused('EACCES');
      return `${pid}/${fd}` in deleted ? `/var/log/${fd} (deleted)` : `socket:[${fd}]`;
    },
    stat: (path) => {
      const [pid = '', , fd = ''] = parts(path);
      const size = deleted[`${pid}/${fd}`];
      if (size === undefined) throw refused('ENOENT');
      return { dev: 1, ino: Number(fd) + 1, nlink: 0, size, blocks: size / 512, isFile: () => true };
    },
    statfs: () => ({ type: 0xef53, blocks: 100, bfree: 40, bavail: 20 }),
    text: (path) => {
      const [pid = '', file] = parts(path);
      if (file === 'stat') return statText(Number(pid));
      return Buffer.from(file === 'mountinfo' ? '29 1 8:1 / /var\\040log rw - ext4 /dev/sda1 rw\n' : 'pos:\t0\nmnt_id:\t29\n');
    },
  };
  let now = 0;
  const files = new DeletedFiles('/', GUARD, (pid) => pid === 13, () => (now += 1), calls);
  return { files, links };
}

test('20,000 descriptors of one process do not keep the others waiting', () => {
  const { files, links } = machineOf({ 7: 20_000, 8: 10, 9: 10 }, { '7/19999': 512, '9/3': 4096 });
  const first = files.read([key(7), key(8), key(9)]);
  assert.deepEqual(first.looked.map(({ pid }) => pid), [8, 9]);
  assert.deepEqual(first.read.map(({ pid, fd, size, mount, full, path }) => [pid, fd, size, mount, full, path]), [
    [9, 3, 4096, '/var log', 75, '/var/log/3'],
  ]);
  assert.equal(first.done, 3);
  assert.deepEqual(first.waiting, [key(7)]);
  assert.equal(links.length, MOST_LINKS);
  assert.equal(links.indexOf('9'), MOST_LINKS_OF_ONE + 10);
  let rounds = 1;
  let waiting: readonly ProcessKey[] = first.waiting;
  for (; waiting.length > 0; rounds++) ({ waiting } = files.read(waiting));
  assert.equal(rounds, 6);
  const last = files.read([key(8)]);
  assert.deepEqual(last.read.map(({ pid, fd }) => [pid, fd]).sort(), [[7, 19_999], [9, 3]]);
  assert.equal(links.length, 20_000 + 20 + 10);
});

test('what is closed is gone; who may not be looked at is counted; who hangs is left alone', () => {
  const deleted: Record<string, number> = { '7/1': 512, '7/2': 1024 };
  const { files, links } = machineOf({ 7: 3, 13: 3 }, deleted, [8]);
  const first = files.read([key(7), key(8), key(13), { pid: 7, start: 501 }]);
  assert.deepEqual([first.denied, first.read.length, first.waiting.length], [2, 2, 0]);
  assert.ok(!links.includes('13'));
  delete deleted['7/1'];
  const second = files.read([]);
  assert.deepEqual(second.gone.map(({ pid, fd }) => [pid, fd]), [[7, 1]]);
  assert.deepEqual(second.read.map(({ fd, size, disk }) => [fd, size, disk]), [[2, 1024, 1024]]);
  assert.deepEqual(files.read([]).gone, []);
});

test('where all descriptors of deleted files are known at once nobody else is looked at, and nobody twice', () => {
  const deleted = { '7/19999': 512, '8/3': 1024, '9/1': 2048 };
  const { files, links } = machineOf({ 7: 20_000, 8: 10, 9: 10 }, deleted, [], [8]);
  const held = (start: number, ...fds: string[]) => ({ start, fds });
  const nameless = new Map([[7, held(500, '19999')], [8, held(500, '3')], [9, held(499, '1')]]);
  const keys = [key(7), key(8), key(9), key(10)];
  const first = files.read(keys, nameless);
  assert.deepEqual(first.read.map(({ pid, fd, size, path }) => [pid, fd, size, path]), [[7, 19_999, 512, '/var/log/19999']]);
  const [past, ...others] = first.looked.filter(({ pid }) => pid !== 7);
  assert.deepEqual(past, { pid: 9, start: 499 }, 'a process of the same pid that was before holds nothing');
  assert.deepEqual(others, [key(9), key(10)]);
  assert.deepEqual([first.denied, first.done, first.waiting], [1, 4, []]);
  assert.deepEqual(links, ['7', '7', '8']);
  const second = files.read(keys, nameless);
  assert.deepEqual(second.read.map(({ pid }) => pid), [7], 'it is known');
  assert.deepEqual(links, ['7', '7', '8', '8']);
  const { read, looked } = files.read([key(9)]);
  assert.deepEqual([read.map(({ pid }) => pid).sort(), looked], [[7, 9], [key(9)]], 'without that, all are looked at');
});

test('who holds a deleted file is looked at first, also where others are asked for', () => {
  const { files } = machineOf({ 7: 3, 8: 3 }, { '7/1': 512 });
  const answer = files.read([key(8)], new Map([[7, { start: 500, fds: ['1'] }]]));
  assert.deepEqual(answer.read.map(({ pid, fd }) => [pid, fd]), [[7, 1]]);
  assert.deepEqual([answer.looked, answer.done, answer.waiting], [[key(7), key(8)], 1, []]);
});

test('a real file: its size to the byte, its holes not counted, and no longer there when it is closed', requires('linux'), (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-deleted-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'log\u001b[31m (deleted)');
  const fd = openSync(path, 'w');
  const kept = openSync(join(folder, 'kept (deleted)'), 'w');
  t.after(() => {
    closeSync(kept);
  });
  writeSync(fd, Buffer.alloc(1_234_567, 'x'));
  unlinkSync(path);
  let now = 10_000;
  const files = new DeletedFiles('/', GUARD, () => false, () => now);
  const self = { pid: process.pid, start: parseStart(readFileSync('/proc/self/stat')) };
  const own = (): ReturnType<typeof files.read>['read'][number] | undefined => files.read([self]).read.find((one) => one.fd === fd);
  const found = own();
  assert.equal(found?.path, path);
  assert.equal(found.size, 1_234_567);
  assert.equal(found.seconds, 10);
  assert.equal(files.read([self]).read.some((one) => one.fd === kept), false);
  ftruncateSync(fd, 50_000_000);
  now += 5_000;
  const grown = own();
  assert.equal(grown?.size, 50_000_000);
  assert.ok(grown.disk < 10_000_000, String(grown.disk));
  closeSync(fd);
  assert.deepEqual(files.read([self]).gone.map((one) => one.fd), [fd]);
});

test('texts of mounts may be anything', () => {
  assert.equal(mountPointOf('1 0 0:1 / /a\\134b\\012c rw - x y z\n', 1), '/a\\b\nc');
  assert.equal(mountPointOf('1 0 0:1 / /a rw', 2), null);
  assert.ok(Number.isNaN(mountIdOf('pos: 0\n')));
  fc.assert(fc.property(fc.string(), fc.string(), (mounts, info) => {
    mountPointOf(mounts, mountIdOf(info));
  }));
});
