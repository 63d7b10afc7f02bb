// What goes through a UDP socket: counted while somebody looks, unknown where it cannot be.

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { UdpTraffic } from '../../../src/sources/bpf/udp-traffic.ts';
import { Diag, CLOSE, only, UDP } from '../../../src/sources/netlink/diag.ts';
import { AT } from '../../../src/sources/netlink/socket-record.ts';
import { requires } from '../../support/require.ts';

/** The number of the UDP socket that is bound to a port. */
function cookieOf(port: number): number {
  const diag = Diag.open();
  let cookie = NaN;
  try {
    diag.dump(UDP, only(CLOSE), ({ values }) => {
      if (values[AT.localPort] === port) cookie = values[AT.cookie] as number;
    });
  } finally {
    diag.close();
  }
  return cookie;
}

test('bytes of each socket, both ways, to the byte; anew after a rest', requires('linux', 'bpf'), async () => {
  const issues: string[] = [];
  const traffic = new UdpTraffic('/', (reason) => issues.push(reason));
  const sockets = [createSocket('udp4'), createSocket('udp4')];
  try {
    for (const socket of sockets) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
    const [from, to] = sockets as [typeof sockets[0], typeof sockets[0]];
    const [near, far] = sockets.map((socket) => cookieOf(socket.address().port)) as [number, number];
    const exchange = async (bytes: number): Promise<void> => {
      const came = once(to, 'message');
      from.send(Buffer.alloc(bytes), to.address().port, '127.0.0.1');
      await came;
    };
    const amounts = (): number[] => [traffic.sent(near), traffic.received(near), traffic.sent(far), traffic.received(far)];
    assert.deepEqual([traffic.update(), ...amounts()], [true, 0, 0, 0, 0]);
    await exchange(1000);
    await exchange(30_001);
    assert.deepEqual([traffic.update(), ...amounts()], [true, 31_001, 0, 0, 31_001]);
    traffic.rest();
    assert.deepEqual(amounts(), [NaN, NaN, NaN, NaN]);
    await exchange(500);
    assert.deepEqual([traffic.update(), ...amounts()], [true, 0, 0, 0, 0], 'nothing is counted while it rests');
    await exchange(7);
    assert.deepEqual([traffic.update(), ...amounts()], [true, 7, 0, 0, 7]);
    assert.deepEqual(issues, []);
  } finally {
    traffic.rest();
    for (const socket of sockets) socket.close();
  }
});

test('where it cannot be counted nothing is known, and nothing said', () => {
  const traffic = new UdpTraffic('/nowhere', () => assert.fail('doctor says it'));
  assert.deepEqual([traffic.update(), traffic.sent(1), traffic.received(1)], [false, NaN, NaN]);
});
