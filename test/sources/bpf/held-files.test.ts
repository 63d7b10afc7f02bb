// Who holds which sockets and deleted files, told by the kernel in one walk: what /proc/PID/fd and ss(8) say, and no more.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { FileReading } from '../../../src/core/answer.ts';
import type { ProcessKey } from '../../../src/core/entity.ts';
import { BpfError } from '../../../src/native/bpf-error.ts';
import { HeldFiles, HOLDER, openHeldFiles, type Held } from '../../../src/sources/bpf/held-files.ts';
import { NamelessFiles } from '../../../src/sources/bpf/nameless-files.ts';
import { DeletedFiles } from '../../../src/sources/inspect/deleted-files.ts';
import { parseStart } from '../../../src/sources/inspect/texts.ts';
import { readOpen } from '../../support/open-files.ts';
import { requires } from '../../support/require.ts';

const GUARD = { enter: () => undefined, leave: () => undefined };
const MANY = 20_000;

interface Holder {
  readonly fd: number;
  readonly inode: number;
  readonly start: number;
}

/** What the kernel tells of one process, by descriptor. */
function toldOf(pid: number, held: Held): Holder[] {
  const files = openHeldFiles(held);
  try {
    files.read();
    const all = Array.from({ length: files.count }, (_, i) => i).filter((i) => files.pid(i) === pid);
    return all.map((i) => ({ fd: files.fd(i), inode: files.inode(i), start: files.start(i) }));
  } finally {
    files.close();
  }
}

function keyOf(pid: number): ProcessKey {
  return { pid, start: parseStart(readFileSync(`/proc/${pid}/stat`)) };
}

/** Descriptors of a process that /proc says it of, in the order of their numbers. */
function listed(pid: number, isMeant: (path: string) => number | null): Holder[] {
  const { start } = keyOf(pid);
  const fds = readdirSync(`/proc/${pid}/fd`).map(Number).sort((a, b) => a - b);
  return fds.flatMap((fd) => {
    const inode = isMeant(`/proc/${pid}/fd/${fd}`);
    return inode === null ? [] : { fd, inode, start };
  });
}

function namelessAt(path: string): number | null {
  const stat = statSync(path);
  return stat.isFile() && stat.nlink === 0 ? stat.ino : null;
}

/** Inodes of the sockets of TCP and UDP, and who holds each, as ss says. */
function askSs(): Map<number, string[]> {
  const said = new Map<number, string[]>();
  for (const line of execFileSync('ss', ['-tuanpeHO'], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n')) {
    const inode = Number(/ ino:(\d+)/.exec(line)?.[1] ?? NaN);
    // What only waits for its end has none.
    if (Number.isNaN(inode)) continue;
    said.set(inode, [...line.matchAll(/pid=(\d+),fd=(\d+)/g)].map(([, pid, fd]) => `${pid}/${fd}`).sort());
  }
  return said;
}

describe('open files found by the kernel', () => {
  const needs = requires('bpf', 'gcc');
  let folder = '';
  const children: ChildProcess[] = [];

  before(() => {
    if (needs.skip !== undefined || needs.signal !== undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'leaktop-keeper-'));
    const source = join(import.meta.dirname, 'support/keeper.c');
    assert.equal(spawnSync('gcc', ['-O1', '-pthread', '-o', join(folder, 'keeper'), source], { stdio: 'inherit' }).status, 0);
  });
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  /** Its pid, once it has opened all. */
  async function startKeeper(descriptors = 0): Promise<number> {
    const child = spawn(join(folder, 'keeper'), [String(descriptors), mkdtempSync(join(folder, 'files-'))], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [data] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
    assert.equal(String(data), 'ready\n');
    return child.pid as number;
  }

  it('are the regular files without a name that /proc has, memory and O_TMPFILE too, and those of no thread apart', needs, async () => {
    const pid = await startKeeper();
    const told = toldOf(pid, 'nameless');
    assert.deepEqual(told, listed(pid, namelessAt));
    assert.equal(told.length, 5, 'one deleted, one twice open, one that never had a name, one in memory');
  });

  it('are the sockets that ss has, by process, descriptor and inode', requires('bpf', 'gcc', 'tool:ss'), async () => {
    const pid = await startKeeper();
    const said = askSs();
    const told = toldOf(pid, 'sockets');
    const socketAt = (path: string): number | null => {
      const inode = Number(/^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1] ?? NaN);
      return said.has(inode) ? inode : null;
    };
    const plain = listed(pid, socketAt);
    assert.equal(plain.length, 3, 'a listener and both ends of a connection');
    // The fourth was never bound: no list of the kernel has it.
    assert.deepEqual(told.filter(({ inode }) => said.has(inode)), plain);
    assert.equal(told.length, 4, 'those of UNIX and of the thread are left out');
    for (const { fd, inode } of plain) assert.deepEqual(said.get(inode), [`${pid}/${fd}`]);
  });

  it('are told of each process that shares a socket, and once however many threads share it', requires('bpf', 'tool:ss'), async () => {
    // This program has threads of its own.
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const handle = (server as unknown as { _handle: { fd: number } })._handle;
    const child = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', handle.fd] });
    children.push(child);
    try {
      const { port } = server.address() as AddressInfo;
      const inode = statSync(`/proc/self/fd/${handle.fd}`).ino;
      const sharers = (pid: number): string[] => toldOf(pid, 'sockets').filter((one) => one.inode === inode).map(({ fd }) => `${pid}/${fd}`);
      const ours = [...sharers(process.pid), ...sharers(child.pid as number)].sort();
      assert.deepEqual(ours, [`${process.pid}/${handle.fd}`, `${child.pid}/3`].sort());
      assert.deepEqual(ours, askSs().get(inode), `holders of port ${port}`);
    } finally {
      server.close();
    }
  });

  it('make the same answer as looking through /proc, and 20,000 other descriptors cost no look', needs, async () => {
    const pid = await startKeeper(Math.min(MANY, mostDescriptors() - 100));
    const keys = [keyOf(pid)];
    const finder = new NamelessFiles('/');
    try {
      const nameless = finder.find();
      assert.ok(nameless, 'it can be had here');
      const answer = readerOf().read(keys, nameless);
      // Other programs hold files without a name, too, and are told of though nobody asked for them.
      const ofKeeper = (one: { readonly pid: number }): boolean => one.pid === pid;
      const read = answer.read.filter(ofKeeper);
      assert.equal(read.length, 5);
      assert.deepEqual([answer.looked.filter(ofKeeper), answer.waiting.filter(ofKeeper)], [keys, []]);
      assert.deepEqual(read.map(steady), readWhole(readerOf(), keys).map(steady));
      assert.deepEqual(read.map(({ size, isMemory }) => [size, isMemory]).filter(([size]) => size !== 77), [[12_345, false], [0, false], [2 ** 20, true]]);
    } finally {
      finder.close();
    }
  });

  it('leave nothing in the kernel when nobody looks any more', needs, () => {
    const held = (): string[] =>
      readdirSync('/proc/self/fdinfo').flatMap((fd) => [...readOpen(`/proc/self/fdinfo/${fd}`).matchAll(/^(?:prog|link)_id:\s*\d+$/gm)].map(String));
    const finder = new NamelessFiles('/');
    assert.notEqual(finder.find(), null);
    assert.notDeepEqual(held(), []);
    finder.close();
    assert.deepEqual(held(), []);
    assert.notEqual(finder.find(), null, 'and can be had again');
    finder.close();
  });

  it('are not looked for in a pid namespace, where the pids of the kernel are others', requires('bpf', 'unshare'), () => {
    const script = `
      import { NamelessFiles } from ${JSON.stringify(new URL('../../../src/sources/bpf/nameless-files.ts', import.meta.url).href)};
      console.log(JSON.stringify(new NamelessFiles('/').find()));`;
    const words = ['--pid', '--fork', '--mount-proc', process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
    const { NODE_EXTRA_CA_CERTS: _ca, ...env } = process.env;
    assert.equal(execFileSync('unshare', words, { encoding: 'utf8', env }), 'null\n');
  });
});

describe('records of holders', () => {
  it('are numbers whatever their bytes, and a piece of one is refused', () => {
    const read = (bytes: Uint8Array): HeldFiles => {
      const buffer = Buffer.from(new ArrayBuffer(bytes.length + HOLDER.bytes));
      buffer.set(bytes);
      const files = new HeldFiles({ bytes: buffer, length: bytes.length, read: () => undefined }, { close: () => undefined });
      files.read();
      return files;
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5 * HOLDER.bytes }), (bytes) => {
      if (bytes.length % HOLDER.bytes !== 0) {
        assert.throws(() => read(bytes), BpfError);
        return;
      }
      const files = read(bytes);
      assert.equal(files.count, bytes.length / HOLDER.bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (let i = 0; i < files.count; i++) {
        const at = i * HOLDER.bytes;
        assert.deepEqual(
          [files.start(i), files.inode(i), files.pid(i), files.fd(i)],
          [Number(view.getBigUint64(at, true)), Number(view.getBigUint64(at + 8, true)), view.getUint32(at + 16, true), view.getUint32(at + 20, true)],
        );
      }
    }));
  });
});

function readerOf(): DeletedFiles {
  return new DeletedFiles('/', GUARD, () => false, () => 1_000);
}

/** Looks through /proc until nothing is left to look at. */
function readWhole(files: DeletedFiles, keys: readonly ProcessKey[]): FileReading[] {
  const read = new Map<number, FileReading>();
  let waiting = keys;
  do {
    const answer = files.read(waiting);
    for (const one of answer.read) read.set(one.fd, one);
    ({ waiting } = answer);
  } while (waiting.length > 0);
  return [...read.values()].sort((a, b) => a.fd - b.fd);
}

/** Without what others on the machine may change at any time. */
function steady({ full: _full, disk: _disk, ...rest }: FileReading): Omit<FileReading, 'full' | 'disk'> {
  return rest;
}

function mostDescriptors(): number {
  return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024);
}
