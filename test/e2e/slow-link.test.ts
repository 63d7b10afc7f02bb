// Connections over a real link that is slow and loses packets: what is said of them is what ss(8) says, and what holds each
// back is told apart.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { afterEach, test } from 'node:test';
import { closeMonitors, openShell, PROGRAM, untilNextFrame } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { PATIENCE, watchSamples, type Row } from './support/samples.ts';
import { endSlowLinks, openSlowLink, type SlowLink } from './support/slow-link.ts';

const NEEDS = requires('tun', 'gcc', 'tool:ss');
const ENV = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
/** 60 ms there and back, and 200. */
const NEAR = '198.18.0.30';
const FAR = '198.18.0.100';
/** 60 ms, and every 20th packet is lost. */
const LOSSY = '198.18.20.30';
/** Of good, acceptable and bad on a terminal of 256 colours. */
const [GREEN, AMBER, RED] = [2, 172, 1] as const;

afterEach(async () => {
  await closeMonitors();
  await endSlowLinks();
});

/** The lines that ss has of the connections from these ports, by port. */
function askSs({ through }: SlowLink): ReadonlyMap<number, string> {
  const [file, ...words] = [...through, 'ss', '-tinHO', 'src 198.18.0.1'];
  const { stdout, status, stderr } = spawnSync(file, words, { encoding: 'utf8', env: ENV });
  assert.deepEqual([status, stderr], [0, '']);
  return new Map(stdout.split('\n').flatMap((line) => {
    const port = / 198\.18\.0\.1:(\d+) /.exec(line)?.[1];
    return port === undefined ? [] : [[Number(port), line] as const];
  }));
}

/** A number of ss; what never happened it leaves out. */
function told(line: string | undefined, pattern: RegExp): number {
  return Number(pattern.exec(line ?? '')?.[1] ?? 0);
}

function askOurselves(through: readonly string[], fields: string): readonly Row[] {
  const [file, ...words] = [...through, process.execPath, PROGRAM, 'net', '--fields', fields, '--format', 'json', '-n1'];
  const { stdout, status, stderr } = spawnSync(file, words, { encoding: 'utf8', env: ENV, maxBuffer: 2 ** 28 });
  assert.deepEqual([status, stderr], [0, '']);
  const [{ connection }] = JSON.parse(stdout) as [{ connection: Row[] }];
  return connection.filter(({ local }) => String(local).startsWith('198.18.0.1:'));
}

test('of a slow connection and a lossy one RTT, its least, repeats, window and bytes are those of ss, from within and without', NEEDS, async () => {
  const link = await openSlowLink();
  const slow = await link.talk('exchange', FAR);
  const lossy = await link.talk('transfer', LOSSY);
  await Promise.all([slow.speak(), lossy.speak()]);
  const fields = 'localPort,local,rtt,minRtt,inflation,retransmits,cwnd,bytesOut,bytesIn,state,pid';
  // Within, BPF reads them; without, netlink in the namespace of the link.
  for (const through of [link.through, []]) {
    for (;;) {
      const before = askSs(link);
      const rows = askOurselves(through, fields);
      const after = askSs(link);
      const isSilent = [slow, lossy].every(({ port }) => valuesOf(before.get(port)) === valuesOf(after.get(port)));
      if (!isSilent) continue;
      for (const { port, pid } of [slow, lossy]) {
        const row = rows.find(({ localPort }) => localPort === port);
        const { rtt, minRtt, inflation, retransmits, cwnd, bytesOut, bytesIn } = row as Readonly<Record<string, number>>;
        const ours = [Math.round(rtt as number * 1e6), Math.round(minRtt as number * 1e6), retransmits, cwnd, bytesOut, bytesIn];
        assert.equal(ours.join(' '), valuesOf(after.get(port)));
        assert.equal(inflation, (rtt as number) / (minRtt as number));
        assert.deepEqual([row?.['pid'], row?.['state']], [pid, 'ESTAB']);
      }
      const of = (port: number, id: string): number => Number(rows.find(({ localPort }) => localPort === port)?.[id]);
      assert.ok(of(slow.port, 'minRtt') >= 0.2, `${of(slow.port, 'minRtt')} s`);
      assert.ok(of(lossy.port, 'minRtt') >= 0.06 && of(lossy.port, 'retransmits') > 0, JSON.stringify(rows));
      break;
    }
  }
});

/** What is compared, as one text. */
function valuesOf(line: string | undefined): string {
  const micros = (pattern: RegExp): number => Math.round(told(line, pattern) * 1000);
  const counts = [/ retrans:\d+\/(\d+)/, / cwnd:(\d+)/, / bytes_acked:(\d+)/, / bytes_received:(\d+)/].map((pattern) => told(line, pattern));
  return [micros(/ rtt:([\d.]+)/), micros(/ minrtt:([\d.]+)/), ...counts].join(' ');
}

test('what holds a connection back is told apart: the application, the receiver, the send buffer, the network', NEEDS, async () => {
  const link = await openSlowLink();
  const expected = new Map<number, string>();
  const talk = async (kind: 'application' | 'receiver' | 'buffer' | 'network', address: string, limit: string): Promise<number> => {
    const { port } = await link.talk(kind, address);
    expected.set(port, limit);
    return port;
  };
  await talk('application', NEAR, 'application');
  const receiver = await talk('receiver', NEAR, 'receiver');
  const buffer = await talk('buffer', FAR, 'send buffer');
  const network = await talk('network', LOSSY, 'network');
  await watchSamples(['net', '--fields', 'localPort,limit'], (rows) => {
    const limits = new Map(rows.map((row) => [row['localPort'], row['limit']]));
    return [...expected].every(([port, limit]) => limits.get(port) === limit);
  }, link.through);
  const lines = askSs(link);
  const shares = (port: number): readonly number[] =>
    [/ busy:(\d+)ms/, / rwnd_limited:(\d+)ms/, / sndbuf_limited:(\d+)ms/].map((pattern) => told(lines.get(port), pattern));
  const [, readerLate = 0] = shares(receiver);
  const [, , bufferFull = 0] = shares(buffer);
  const [busy = 0, noRoom = 0, full = 0] = shares(network);
  assert.ok(readerLate > 0 && bufferFull > 0 && busy - noRoom - full > busy / 2, [...lines.values()].join('\n'));
});

test('a process has the RTT of its slowest connection, and what share it sends again', NEEDS, async () => {
  const link = await openSlowLink();
  const { pid } = await link.talk('network', LOSSY);
  await watchSamples(['--fields', 'pid,connections,rtt,retransmitted,netOut'], (rows) => {
    const row = rows.find((one) => one['pid'] === pid);
    const has = (id: string, least: number): boolean => Number(row?.[id] ?? NaN) > least;
    return row?.['connections'] === 1 && has('rtt', 0.06) && has('retransmitted', 0) && has('netOut', 0);
  }, link.through);
});

test('RTT is coloured by its rule, and when the way gets longer that is seen', NEEDS, async () => {
  const link = await openSlowLink();
  const talkers = [await link.talk('exchange', '127.0.0.1'), await link.talk('exchange', NEAR), await link.talk('exchange', FAR)];
  const [here, near, far] = talkers.map(({ port }) => port) as [number, number, number];
  const pty = openShell(['sh', '-c', `exec ${link.through.join(' ')} $RUN net -d 1`], { cols: 200, rows: 50 });
  const cell = (port: number, head: string): { readonly millis: number; readonly fg: number | null } => {
    const lines = pty.text().split('\n');
    const end = lines.find((line) => / LOCAL .* RTT /.test(line))?.indexOf(` ${head} `) ?? -1;
    const y = lines.findIndex((line) => new RegExp(`\\S+:${port} +ESTAB`).test(line));
    if (end === -1 || y === -1) return { millis: NaN, fg: null };
    const x = end + head.length;
    const text = /[\d.]+(µ?s|ms)?$/.exec((lines[y] ?? '').slice(0, x + 1));
    return { millis: parseFloat(text?.[0] ?? '') * (text?.[1] === 'µs' ? 0.001 : text?.[1] === 's' ? 1000 : 1), fg: pty.cellAt(x, y).fg };
  };
  /** They talk on until it is seen: a machine that is late once makes one RTT longer, and not all. */
  const until = async (isSeen: () => boolean): Promise<void> => {
    for (let turns = 0; turns < PATIENCE; turns++) {
      await Promise.all(talkers.map((talker) => talker.speak()));
      await untilNextFrame(pty);
      if (isSeen()) return;
    }
    assert.fail(pty.text());
  };
  const isSeen = (port: number, least: number, most: number, colour: number): boolean => {
    const { millis, fg } = cell(port, 'RTT');
    return millis >= least && millis <= most && fg === colour;
  };
  await until(() => isSeen(here, 0, 50, GREEN) && isSeen(near, 60, 100, AMBER) && isSeen(far, 200, Infinity, RED));
  await link.slowBy(60);
  await until(() => isSeen(near, 100, Infinity, RED) && cell(near, 'MINRTT').millis < 100 && cell(near, 'INFL').millis > 1.5);
});
