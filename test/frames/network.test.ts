// What connections, ports and interfaces look like, cell by cell: tables made by hand, painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import type { Frame } from '../../src/core/frame.ts';
import { testFrames } from '../support/frame-scene.ts';
import { typed } from '../support/state-fixture.ts';
import { SideTables } from '../support/side-fixture.ts';
import { makeMachine, MIB } from '../support/view-fixture.ts';

const machine = makeMachine({ processes: 20, step: 1 });
const tables = new SideTables();

const tcp = { netns: 1, start: 500, uid: 0, user: 'root', protocol: 'tcp', state: 'ESTAB', receiveQueue: 0, sendQueue: 0 };
const side = {
  connection: tables.of('connection', [
    { ...tcp, cookie: 1, pid: 1, command: 'nginx', local: '192.0.2.10:443', remote: '198.51.100.77:50123', rate: 3.4 * MIB,
      rateIn: 0.1 * MIB, rateOut: 3.3 * MIB, bytesIn: 9 * MIB, bytesOut: 700 * MIB, rtt: 0.0124, minRtt: 0.0101, inflation: 1.23,
      retransmits: 3, retransmitShare: 0.04, sendQueue: 65_536, delivery: 4 * MIB, idle: 0.01, limit: 'network' },
    { ...tcp, cookie: 2, pid: 2, command: '\x1b[31mred', local: '192.0.2.10:5432', remote: '203.0.113.9:41000', rate: 20_000,
      rateIn: 20_000, rateOut: 0, bytesIn: 5 * MIB, bytesOut: 0, rtt: 0.0802, minRtt: 0.02, inflation: 4.01, retransmits: 0,
      retransmitShare: NaN, receiveQueue: 3 * MIB, delivery: 0, idle: 0.2, limit: 'application' },
    { ...tcp, cookie: 3, pid: 2, command: 'postgres', protocol: 'tcp6', local: '[2001:db8::1]:5432', remote: '[2001:db8:85a3::8a2e:370:7334]:41000',
      rate: 0, rateIn: 0, rateOut: 0, bytesIn: 1, bytesOut: 1, rtt: 0.1507, minRtt: 0.15, inflation: 1, retransmits: 120,
      retransmitShare: 12.5, delivery: 0, idle: 400, limit: 'idle' },
    { ...tcp, cookie: 4, pid: 3, command: 'named', protocol: 'udp', local: '192.0.2.10:53', remote: '198.51.100.1:53' },
    { netns: 1, cookie: 5, protocol: 'tcp', state: 'TIME-WAIT', local: '192.0.2.10:443', remote: '198.51.100.3:1', receiveQueue: 0, sendQueue: 0 },
  ]),
  listener: tables.of('listener', [
    { ...tcp, cookie: 6, port: 443, pid: 1, command: 'nginx', local: '*', queue: 0, backlog: 511, queueUse: 0, overflows: 0, overflowRate: 0 },
    { ...tcp, cookie: 7, port: 8080, pid: 2, command: 'java', local: '127.0.0.1', queue: 51, backlog: 50, queueUse: 102, overflows: 4711, overflowRate: 12.5 },
    { ...tcp, cookie: 8, port: 53, protocol: 'udp6', local: '2001:db8::1', queue: 212_992, overflows: 3, overflowRate: 0 },
  ]),
  interface: tables.of('interface', [
    { netns: 1, index: 1, name: 'lo', where: '', state: 'unknown', receiveRate: 1000, sendRate: 1000, dropRate: 0, receiveDrops: 0, sendDrops: 0, errors: 0, mtu: 65_536 },
    { netns: 1, index: 2, name: 'eth0', where: '', state: 'up', receiveRate: 4 * MIB, sendRate: 115 * MIB, speed: 125_000_000, use: 96.5, dropRate: 3.5, top: 'rsync 81%, postgres 12%, sshd 1%',
      receiveDrops: 17, sendDrops: 2, errors: 1, qdisc: 'fq_codel', backlog: 30_000, queueDrops: 88, received: 2 ** 40, sent: 2 ** 41, mtu: 1500 },
    { netns: 2, index: 2, name: 'eth0', where: 'docker:4f5e6d7c8b9a', state: 'up', receiveRate: 2 * MIB, sendRate: 1000, dropRate: 0, top: 'nginx 100%',
      receiveDrops: 0, sendDrops: 0, errors: 0, qdisc: 'noqueue', backlog: 0, queueDrops: 0, received: 2 ** 30, sent: 2 ** 20, mtu: 1500 },
  ]),
};
const texts = tables.textsWith(machine.frame);
const netlink = { source: 'netlink', serves: ['connections'], state: 'ok' } as const;
const sources = [...machine.frame.sources, netlink];
const frame: Frame = { ...machine.frame, side: { ...machine.frame.side, ...side }, sources, trend: null };

for (const [view, letter] of [['network', 'n'], ['ports', 'o'], ['interfaces', 'i']] as const) {
  testFrames(view, { frame, texts, keys: ['g', letter, 'down'] });
}

/** Columns that are not there from the start, each asked of the dialog of fields; the last one is sorted by, so that it is always in sight. */
const shown = ['connections', 'rtt', 'retransmitted', 'openFiles', 'deleted', 'netIn'].flatMap((id) => ['f', '/', ...typed(id), 'enter', 'space', 's', 'escape', 'escape']);
// Where BPF counts what processes send and receive, that is exact; else a sign before the head says that it is not.
const bpf = { source: 'bpf-traffic', serves: ['traffic'] } as const;
const absent = { ...bpf, state: 'absent', reason: 'Linux 6.3 is needed', hint: 'a newer kernel' } as const;
for (const [name, traffic] of [['traffic-exact', { ...bpf, state: 'ok' }], ['traffic-counters', absent]] as const) {
  testFrames(name, { frame: { ...frame, sources: [...sources, traffic] }, texts, keys: shown });
}
