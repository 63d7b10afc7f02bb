// What is said of a connection by its state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interner } from '../../../src/core/interner.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { connectionTable } from '../../../src/sources/netlink/connection-table.ts';
import { ESTABLISHED, SYN_RECV, SYN_SENT, TCP } from '../../../src/sources/netlink/diag.ts';
import type { Owners } from '../../../src/sources/netlink/owners.ts';
import { SocketKind } from '../../../src/sources/netlink/socket-kind.ts';
import { AT, SocketRecord } from '../../../src/sources/netlink/socket-record.ts';

/** What the table says of a silent connection in this state, after two passes. */
function told(state: number): Readonly<Record<'state' | 'limit', string | null>> {
  const interner = new Interner();
  const kind = new SocketKind(interner, '/', { ownerOf: () => null, revision: 0 } as unknown as Owners, false);
  for (let pass = 0; pass < 2; pass++) {
    kind.pass((put) => {
      const record = new SocketRecord();
      record.values.fill(0);
      record.values[AT.version] = 4;
      record.values[AT.protocol] = TCP;
      record.values[AT.state] = state;
      put(record);
    });
  }
  const { rows, texts, owners } = kind;
  owners.refresh(true);
  const { columns } = connectionTable({ rows, texts, owners, processes: new ProcessRows(), interner, intervalSeconds: 1 });
  const text = (id: number): string | null => (id === id ? interner.textOf(id) : null);
  return { state: text(columns.state[0] as number), limit: text(columns.limit[0] as number) };
}

test('of a connection that waits for the first answer nothing is said to hold it back', () => {
  assert.deepEqual(told(ESTABLISHED), { state: 'ESTAB', limit: 'idle' });
  assert.deepEqual(told(SYN_SENT), { state: 'SYN-SENT', limit: null });
  assert.deepEqual(told(SYN_RECV), { state: 'SYN-RECV', limit: null });
});
