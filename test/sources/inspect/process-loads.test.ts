// What is read of the work of a process: bytes and sockets, and what cannot be read.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseStart } from '../../../src/sources/inspect/texts.ts';
import { GuardedFiles } from '../../../src/sources/inspect/guarded-files.ts';
import { parseMoved, ProcessLoads } from '../../../src/sources/inspect/process-loads.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const IO = 'rchar: 4096\nwchar: 100\nsyscr: 7\nsyscw: 1\nread_bytes: 8192\nwrite_bytes: 0\ncancelled_write_bytes: 0\n';

test('what was read and written is that of all files, and unknown where the kernel says nothing', () => {
  assert.equal(parseMoved(IO), 4196);
  assert.equal(parseMoved('rchar: 18446744073709551615\nwchar: 1\n'), 2 ** 64);
  for (const text of ['', 'rchar: 5\n', 'rchar: x\nwchar: 5\n', 'xrchar: 5\nwchar: 5\n']) assert.ok(Number.isNaN(parseMoved(text)), text);
});

test('a process is read that still is the same, and none that another reader hangs behind', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const links = (pid: number, targets: readonly string[]): void => {
    const folder = join(tree.root, `proc/${pid}/fd`);
    mkdirSync(folder, { recursive: true });
    targets.forEach((target, fd) => {
      symlinkSync(target, join(folder, String(fd)));
    });
  };
  for (const pid of [5, 6, 7, 9]) tree.process(pid, { comm: 'x', start: 10 * pid });
  tree.write('proc/7/io', IO);
  links(7, ['/dev/null', 'socket:[12]', 'pipe:[3]', 'socket:[13]', '/tmp/socket:[1]']);
  links(6, Array.from({ length: 501 }, (_, i) => `socket:[${i}]`));
  const read: string[] = [];
  const guard = { enter: (pid: number, file: string) => void read.push(`${pid}/${file}`), leave: () => undefined };
  const loads = new ProcessLoads(new GuardedFiles(tree.root, guard, (pid) => pid === 9));
  const keys = [5, 6, 7, 8, 9].map((pid) => ({ pid, start: 10 * pid }));
  assert.deepEqual(loads.read(keys), [
    { key: keys[0], ioBytes: NaN, sockets: NaN }, { key: keys[1], ioBytes: NaN, sockets: NaN }, { key: keys[2], ioBytes: 4196, sockets: 2 },
  ]);
  assert.deepEqual(read.filter((one) => one.startsWith('7')), ['7/stat', '7/io', '7/fd', '7/stat']);
  assert.deepEqual(loads.read([{ pid: 7, start: 71 }]), [], 'another process with that pid');
});

test('of ourselves both are known, and go up with what we do', async () => {
  const loads = new ProcessLoads(new GuardedFiles('/', { enter: () => undefined, leave: () => undefined }, () => false));
  const key = { pid: process.pid, start: parseStart(readFileSync('/proc/self/stat')) };
  const [before] = loads.read([key]);
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(server, 'connection');
  readFileSync(process.execPath);
  const [after] = loads.read([key]);
  for (const socket of [client, ...sockets]) socket.destroy();
  server.close();
  assert.ok(before !== undefined && after !== undefined);
  assert.equal(after.sockets - before.sockets, 3);
  assert.ok(after.ioBytes - before.ioBytes > 2 ** 20, `${after.ioBytes - before.ioBytes}`);
});
