// How a batch ends: readers that go away, signals, full disks, command lines that hang, no input at all.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { openPty } from '../support/pty.ts';
import { PROGRAM, RUN } from '../support/monitor.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';

let children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

function start(words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  // A program that never ends fails the test; a slow machine does not.
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', env: { ...process.env, RUN }, timeout: 300_000 });
}

test('a reader that goes away ends it quietly, as it ends top', requires('linux', 'tool:bash'), () => {
  const { stdout, stderr } = shell('{ $RUN -b -d 0.1; echo "ended $?" >&2; } | head -1');
  assert.match(stdout, /^top - .*\n$/);
  assert.equal(stderr, 'ended 0\n');
});

test('a full disk is one line and no success', requires('linux', 'tool:bash'), () => {
  const { status, stderr } = shell('$RUN -b -n 3 -d 0.1 > /dev/full');
  assert.equal(status, 74);
  assert.match(stderr, /^leaktop: cannot write: .*no space left.*\n$/);
});

test('a closed input does not matter', requires('linux', 'tool:bash'), () => {
  const { status, stdout } = shell('$RUN -b -n 1 -p 1 <&-');
  assert.equal(status, 0);
  assert.match(stdout, /\n *1 \S+ .*\n$/);
});

test('a user that does not exist is wrong use', requires('linux', 'tool:bash'), () => {
  const { status, stdout, stderr } = shell('$RUN -b -n 1 -u no-such-user-here');
  assert.deepEqual({ status, stdout, stderr }, { status: 2, stdout: '', stderr: "leaktop: there is no user 'no-such-user-here'\n" });
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends it at once, and what was printed is whole`, requires('linux'), async () => {
    const child = start(['--format', 'json', '-d', '0.2']);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      // In the midst of the second frame, once: a second signal would end it as it is.
      if (!child.killed && text.includes('"sequence":2')) child.kill(signal);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0);
    const documents = JSON.parse(text) as { process: unknown[] }[];
    assert.ok(documents.length >= 2);
    for (const document of documents) assert.ok(document.process.length > 1);
  });
}

test('a signal ends it although its reader reads no more', requires('linux'), async () => {
  const child = start(['--format', 'ndjson', '-d', '0.1']);
  // Nobody takes the data: once more than the pipe holds has been made, the writer waits.
  child.stdout?.once('readable', () => undefined).pause();
  await until(() => wroteSoMuch(child.pid as number));
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
});

test('command lines that hang end in the name after a wait with an end', requires('linux', 'tool:mkfifo'), () => {
  const tree = new ProcTree().host().auxv(4096, 100).write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  try {
    for (const pid of [701, 702, 703]) {
      tree.process(pid, { comm: `stuck-${pid}` });
      spawnSync('mkfifo', [join(tree.root, `proc/${pid}/cmdline`)]);
    }
    const { status, stdout } = shell(`$RUN -b -n 2 -d 0.1 -c -w 200 --root ${tree.root}`);
    assert.equal(status, 0);
    assert.equal(stdout.match(/ stuck-70\d$/gm)?.length, 6);
  } finally {
    tree.dispose();
  }
});

test('on a terminal no name is obeyed', requires('linux', 'pty'), async () => {
  const name = '\x1b[31mred\x1b[2J\u202e';
  const child = spawn('sleep', ['60'], { argv0: name, stdio: 'ignore' });
  children.push(child);
  await until(() => readlinkSync(`/proc/${child.pid}/exe`).endsWith('sleep'));
  const pty = openPty(process.execPath, [PROGRAM, '-b', '-n', '1', '-c', '-p', String(child.pid)], { cols: 120, rows: 30 });
  try {
    await pty.until(/\?\[31mred\?\[2J\? 60/);
  } finally {
    await pty.close();
  }
});

/** Whether it has written as much as a pipe and its reader's buffer take, proc(5) io. */
function wroteSoMuch(pid: number): boolean {
  return Number(/^wchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]) > 65_536;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
