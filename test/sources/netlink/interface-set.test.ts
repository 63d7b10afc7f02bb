// Interfaces of other network namespaces, as containers have them, and who uses them: two namespaces with a cable between, over
// which two processes talk by UDP.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { FindingBoard } from '../../../src/core/finding-board.ts';
import { Interner } from '../../../src/core/interner.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { columnOf, type AnyTable } from '../../../src/core/table.ts';
import { wantFields, type Want } from '../../../src/core/want.ts';
import { createNetlink } from '../../../src/sources/netlink/companion.ts';
import type { Sample } from '../../../src/sources/source.ts';
import { requires } from '../../support/require.ts';

const [NEAR, FAR] = ['10.93.0.1', '10.93.0.2'];
const TIMES = 20;
const BYTES = 1000;
/** Says its pid, answers whatever comes, and ends with its input. */
const SERVER = `
  process.stdin.on('end', () => process.exit()).once('data', () => {
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (bytes, { port, address }) => socket.send(bytes, port, address));
    socket.bind(4712, '${FAR}', () => console.log('ready'));
  });
  console.log(process.pid);`;
/** Says its pid. On a line with an address it exchanges messages with that, one at a time, and says so. */
const CLIENT = `
  const { createSocket } = require('node:dgram');
  const { once } = require('node:events');
  const local = createSocket('udp4');
  local.on('message', (bytes, { port, address }) => local.send(bytes, port, address));
  local.bind(4712, '127.0.0.1');
  async function connected(address) {
    const socket = createSocket('udp4');
    socket.connect(4712, address);
    await once(socket, 'connect');
    return socket;
  }
  let kept = null;
  process.stdin.on('end', () => process.exit()).on('data', async (line) => {
    const [word, address] = String(line).trim().split(' ');
    const socket = await connected(address);
    if (word === 'reach') {
      // An interface that has just come up may lose the first.
      const again = setInterval(() => socket.send('x'), 100);
      await once(socket, 'message');
      clearInterval(again);
      socket.close();
    } else {
      kept = socket;
      for (let i = 0; i < ${TIMES}; i++) {
        socket.send(Buffer.alloc(${BYTES}));
        await once(socket, 'message');
      }
    }
    console.log('done');
  });
  console.log(process.pid);`;

let children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children) child.stdin?.end();
  children = [];
});

interface Inside {
  readonly pid: number;
  /** Gives it a line, and waits for what it says then. */
  ask(line: string): Promise<void>;
}

/** A program in a network namespace of its own. */
async function startInside(program: string): Promise<Inside> {
  const child = spawn('unshare', ['--net', process.execPath, '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    pid: Number(said),
    ask: async (line) => {
      const answered = once(child.stdout, 'data');
      child.stdin.write(`${line}\n`);
      await answered;
    },
  };
}

function ip(pid: number, words: string): void {
  const { status, stderr } = spawnSync('nsenter', ['-t', String(pid), '-n', 'ip', ...words.split(' ')], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/** Rows of processes as a source makes them. */
function rowsOf(commands: ReadonlyMap<number, string>, interner: Interner): ProcessRows {
  const rows = new ProcessRows();
  rows.beginPass();
  const slots = [...commands].map(([pid, command]) => {
    const slot = rows.insert(pid);
    rows.set('start', slot, Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]));
    rows.set('command', slot, interner.idOf(command));
    rows.see(slot);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  return rows;
}

test('interfaces of other namespaces are told with their namespace, and with who uses them by UDP', requires('linux', 'root', 'bpf', 'unshare', 'tool:ip', 'tool:nsenter'), async () => {
  const [server, client] = [await startInside(SERVER), await startInside(CLIENT)];
  ip(client.pid, `link add near type veth peer name far netns ${server.pid}`);
  ip(client.pid, `addr add ${NEAR}/24 dev near`);
  ip(server.pid, `addr add ${FAR}/24 dev far`);
  for (const [pid, name] of [[client.pid, 'lo'], [client.pid, 'near'], [server.pid, 'far']] as const) ip(pid, `link set ${name} up`);
  await server.ask('go');
  await client.ask(`reach ${FAR}`);

  const interner = new Interner();
  const companion = createNetlink('/');
  const issues: string[] = [];
  companion.open({ root: '/', descriptorBudget: 8, interner, report: (_, text) => issues.push(text), findings: new FindingBoard(), now: () => 0 });
  const commands = new Map([[process.pid, 'this one'], [server.pid, 'server'], [client.pid, 'client']]);
  const want: Want = { ...wantFields([]), focus: [], everyRow: true, trend: null, growthWindowSeconds: 60, side: { connection: true, interface: true } };
  const read = (): void => {
    companion.read({ uptimeSeconds: 1, wallMillis: 0, processes: rowsOf(commands, interner), host: {}, cpu: null, filled: 0 } as unknown as Sample, want);
  };
  /** Values of the interface of this name in the namespace of a process. */
  const told = (pid: number, name: string): Record<'top' | 'where' | 'receiveRate' | 'speed', string | number> => {
    const table = companion.table('interface', want) as AnyTable;
    const text = (id: string, row: number): string => interner.textOf(columnOf(table, id)[row] as number);
    const rows = Array.from({ length: table.rows }, (_, row) => row);
    const row = rows.filter((at) => text('name', at) === name && columnOf(table, 'netns')[at] === statSync(`/proc/${pid}/ns/net`).ino);
    assert.equal(row.length, 1, `${name} of ${pid}`);
    const at = row[0] as number;
    const top = columnOf(table, 'top')[at] as number;
    return { top: top >= 0 ? interner.textOf(top) : '', where: text('where', at), receiveRate: columnOf(table, 'receiveRate')[at] as number, speed: columnOf(table, 'speed')[at] as number };
  };
  try {
    read();
    assert.equal(told(process.pid, 'lo').where, '', 'the own namespace needs no name');
    assert.equal(told(client.pid, 'near').where, `client ${client.pid}`, 'the unit is that of this process, too');
    assert.equal(told(server.pid, 'far').where, `server ${server.pid}`);
    assert.ok(Number.isNaN(told(client.pid, 'near').speed), 'the files below /sys are of another namespace');

    await client.ask('send 127.0.0.1');
    read();
    assert.equal(told(client.pid, 'near').top, '', 'loopback never counts');
    assert.equal(told(client.pid, 'lo').top, '', 'loopback never counts');

    await client.ask(`send ${FAR}`);
    read();
    assert.equal(told(client.pid, 'near').top, 'client 100%', 'a connected socket');
    assert.equal(told(server.pid, 'far').top, 'server 100%', 'a bound one');
    assert.ok((told(client.pid, 'near').receiveRate as number) > 0, 'rates are of its own counters');
    const table = companion.table('connection', want) as AnyTable;
    const row = Array.from({ length: table.rows }, (_, at) => at).find((at) => interner.textOf(columnOf(table, 'remote')[at] as number) === `${FAR}:4712`);
    assert.notEqual(row, undefined);
    assert.deepEqual(['pid', 'bytesIn', 'bytesOut'].map((id) => columnOf(table, id)[row as number]), [client.pid, TIMES * BYTES, TIMES * BYTES]);
    const held = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // Closed between the two looks.
        return '';
      }
    });
    assert.deepEqual(held.filter((link) => link.startsWith('net:')), []);
    assert.deepEqual(issues, []);
  } finally {
    companion.close();
  }
});
