// The network as an ordinary user sees it: one's own connections whole, of the others' what the kernel tells anybody, the
// rest unknown and never nothing, and said once why.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { closeMonitors, openShell, PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';

const NEEDS = requires('linux', 'root', 'tool:setpriv');
const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
/** Talks to itself once, says its port, and holds both ends until its input ends. */
const TALKER = `
  const net = require('node:net');
  const server = net.createServer((far) => far.on('data', () => console.log(server.address().port)));
  server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').write(Buffer.alloc(4000)));
  process.stdin.on('end', () => process.exit()).resume();`;

type Row = Readonly<Record<string, number | string | null>>;

interface Talker {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

let home = '';
let own: Talker;
let roots: Talker;

async function startTalker(through: readonly string[]): Promise<Talker> {
  const [file, ...words] = [...through, process.execPath, '-e', TALKER];
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', env: { PATH: process.env['PATH'] } });
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, pid: child.pid as number, port: Number(said) };
}

before(async () => {
  if (NEEDS.skip !== undefined || NEEDS.signal !== undefined) return;
  home = mkdtempSync(join(tmpdir(), 'leaktop-home-'));
  chownSync(home, NOBODY, NOBODY);
  chmodSync(home, 0o700);
  own = await startTalker(AS_NOBODY);
  roots = await startTalker([]);
});

afterEach(closeMonitors);

after(() => {
  if (home === '') return;
  for (const { child } of [own, roots]) child.stdin?.end();
  rmSync(home, { recursive: true, force: true });
});

function asked(...words: readonly string[]): { readonly rows: readonly Row[]; readonly issues: readonly { readonly id: string; readonly text: string }[] } {
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, NODE_EXTRA_CA_CERTS: undefined };
  const [file = '', ...before] = AS_NOBODY;
  const run = [...before, process.execPath, PROGRAM, ...words, '--format', 'json', '-n1'];
  const { stdout, status, stderr } = spawnSync(file, run, { encoding: 'utf8', env, cwd: '/' });
  assert.deepEqual([status, stderr], [0, '']);
  const [{ issues, ...tables }] = JSON.parse(stdout) as [Record<string, Row[]> & { issues: { id: string; text: string }[] }];
  return { rows: tables['connection'] ?? tables['listener'] ?? tables['process'] ?? [], issues };
}

test("an ordinary user's own connections are whole; of others the owner is unknown, and that is said once", NEEDS, () => {
  const fields = 'pid,command,user,local,remote,state,bytesIn,rtt,retransmits,receiveQueue,sendQueue';
  const { rows, issues } = asked('net', '--fields', fields);
  const ofPort = (port: number): readonly Row[] => rows.filter((row) => [row['local'], row['remote']].includes(`127.0.0.1:${port}`));
  const [ours, theirs] = [ofPort(own.port), ofPort(roots.port)];
  assert.deepEqual([ours.length, theirs.length], [2, 2], JSON.stringify(rows));
  for (const row of ours) {
    for (const [id, value] of Object.entries(row)) assert.notEqual(value, null, `${id} of ${JSON.stringify(row)}`);
    assert.deepEqual([row['pid'], row['command'], row['user']], [own.pid, 'node', 'nobody']);
  }
  for (const row of theirs) {
    assert.deepEqual([row['pid'], row['command'], row['user'], row['state']], [null, null, 'root', 'ESTAB']);
    assert.ok(Number(row['rtt']) > 0, JSON.stringify(row));
  }
  // Of one connection either end has the bytes of the other.
  assert.ok(theirs.some((row) => row['bytesIn'] === 4000), JSON.stringify(theirs));
  assert.equal(issues.filter(({ id }) => id === 'netlink.hidden').length, 1, JSON.stringify(issues));
});

test('their ports are listed, and only one’s own have a process', NEEDS, () => {
  const { rows } = asked('ports', '--fields', 'port,pid,backlog,overflows');
  const [ours, theirs] = [own, roots].map(({ port }) => rows.find((row) => row['port'] === port));
  assert.deepEqual([ours?.['pid'], ours?.['overflows']], [own.pid, 0]);
  assert.deepEqual([theirs?.['pid'], theirs?.['overflows']], [null, 0]);
});

test('CONN of other users’ processes is unknown and not none', NEEDS, () => {
  const { rows } = asked('--fields', 'pid,connections');
  const of = (pid: number): Row | undefined => rows.find((row) => row['pid'] === pid);
  assert.equal(of(own.pid)?.['connections'], 2);
  assert.equal(of(roots.pid)?.['connections'], null);
});

test('CONN of one’s own process in another network namespace is unknown, too: its connections are not read', requires('linux', 'root', 'tool:setpriv', 'unshare', 'tool:ip'), async () => {
  const inside = await startTalker(['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...AS_NOBODY]);
  try {
    const { rows } = asked('--fields', 'pid,connections');
    assert.equal(rows.find((row) => row['pid'] === inside.pid)?.['connections'], null);
    assert.equal(rows.find((row) => row['pid'] === own.pid)?.['connections'], 2);
  } finally {
    inside.child.stdin?.end();
  }
});

test('the screen draws the gaps as – and says why', requires('linux', 'root', 'tool:setpriv', 'pty'), async () => {
  const env = { HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
  const pty = openShell(['sh', '-c', `cd / && exec ${AS_NOBODY.join(' ')} $RUN net -d 1`], { cols: 200, rows: 50, env });
  // The sentence stays for ten seconds: it is waited for together with the rows.
  await pty.until(/of other users' connections the process is unknown \(see leaktop doctor\)/);
  await pty.until(new RegExp(`^ *${own.pid} +node .*127\\.0\\.0\\.1:${own.port}\\b`, 'm'));
  await pty.until(new RegExp(`^ *– +– .*127\\.0\\.0\\.1:${roots.port}\\b`, 'm'));
});
