// Who uses an interface: by the address of each socket, without what stays on the machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { topShares } from '../../../src/sources/netlink/interface-shares.ts';
import type { Owners } from '../../../src/sources/netlink/owners.ts';
import { AT, SocketRecord } from '../../../src/sources/netlink/socket-record.ts';
import { SocketRows } from '../../../src/sources/netlink/socket-rows.ts';

interface Talk {
  readonly pid: number;
  readonly local: readonly number[];
  readonly remote: readonly number[];
  readonly bytes: number;
}

const HERE = [192, 0, 2, 1];
const SECOND = [198, 51, 100, 1];
const FAR = [203, 0, 113, 9];
const ADDRESSES = new Map([['127.0.0.1', 1], ['192.0.2.1', 2], ['198.51.100.1', 3]]);

/** What these sockets moved between two passes; the inode of each is its place, from 1 on. */
function sharesOf(talks: readonly Talk[]): ReadonlyMap<number, string> {
  const rows = new SocketRows();
  for (const factor of [0, 1]) {
    rows.beginPass();
    talks.forEach(({ local, remote, bytes }, i) => {
      const record = new SocketRecord();
      record.values.fill(0);
      record.values[AT.cookie] = i + 1;
      record.values[AT.inode] = i + 1;
      record.values[AT.version] = 4;
      record.values[AT.bytesReceived] = 1000 + bytes * factor;
      record.local.set(local);
      record.remote.set(remote);
      rows.put(record);
    });
    rows.endPass();
  }
  const processes = new ProcessRows();
  processes.beginPass();
  const slots = [...new Set(talks.map(({ pid }) => pid).filter((pid) => pid > 0))].map((pid) => {
    const slot = processes.insert(pid);
    processes.see(slot);
    return slot;
  });
  processes.endPass(Int32Array.from(slots), slots.length);
  const owners = { ownerOf: (inode: number) => ((talks[inode - 1]?.pid ?? 0) > 0 ? { pid: talks[inode - 1]?.pid, start: 0 } : null) };
  const nameOf = (row: number): string => `p${processes.columns.pid[row] as number}`;
  return topShares({ rows: [rows], owners: owners as unknown as Owners, processes, addresses: ADDRESSES, netns: 0, nameOf });
}

test('the three that moved most, with their shares of all that went through', () => {
  const told = sharesOf([
    { pid: 11, local: HERE, remote: FAR, bytes: 300 },
    { pid: 12, local: HERE, remote: FAR, bytes: 500 },
    { pid: 11, local: HERE, remote: FAR, bytes: 100 },
    { pid: 13, local: HERE, remote: FAR, bytes: 60 },
    { pid: 14, local: HERE, remote: FAR, bytes: 40 },
    { pid: 14, local: SECOND, remote: FAR, bytes: 5 },
  ]);
  assert.deepEqual([...told], [[2, 'p12 50%, p11 40%, p13 6%'], [3, 'p14 100%']]);
});

test('what stays on this machine is routed through none, whatever address it uses', () => {
  const told = sharesOf([
    { pid: 11, local: [127, 0, 0, 1], remote: [127, 0, 0, 1], bytes: 900 },
    { pid: 11, local: [127, 0, 0, 1], remote: [127, 0, 0, 2], bytes: 900 },
    { pid: 11, local: HERE, remote: SECOND, bytes: 900 },
    { pid: 11, local: HERE, remote: HERE, bytes: 900 },
    { pid: 11, local: [10, 9, 8, 7], remote: FAR, bytes: 900 },
  ]);
  assert.deepEqual([...told], []);
});

test('a socket without another end counts by an address of its own, and not by one of loopback or of all', () => {
  const open = [0, 0, 0, 0];
  const told = sharesOf([
    { pid: 11, local: HERE, remote: open, bytes: 300 },
    { pid: 12, local: open, remote: open, bytes: 900 },
    { pid: 13, local: [127, 0, 0, 1], remote: open, bytes: 900 },
  ]);
  assert.deepEqual([...told], [[2, 'p11 100%']]);
});

test('what nobody is known for has its share, and no name', () => {
  const told = sharesOf([{ pid: 0, local: HERE, remote: FAR, bytes: 300 }, { pid: 12, local: HERE, remote: FAR, bytes: 100 }]);
  assert.equal(told.get(2), 'p12 25%');
  assert.equal(sharesOf([{ pid: 0, local: HERE, remote: FAR, bytes: 300 }]).get(2), '');
});
