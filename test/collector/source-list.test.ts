// The list of sources is another one exactly when something in it changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceList } from '../../src/collector/source-list.ts';
import type { Availability, SourceStatus } from '../../src/core/frame.ts';
import { ScriptedSource } from './support/scripted-source.ts';

class Probed extends ScriptedSource {
  state: Availability = { state: 'ok' };

  override probe(): Availability {
    return { ...this.state };
  }
}

const BPF: SourceStatus = { source: 'bpf', serves: ['processes'], state: 'absent', reason: 'no BTF', hint: '' };
const NETLINK: SourceStatus = { source: 'netlink', serves: ['connections'], state: 'ok' };

test('the source of processes comes first, then those passed over, then companions', () => {
  const list = new SourceList(new Probed(), ['processes'], [BPF]);
  list.probe();
  assert.deepEqual(list.list([NETLINK]).map(({ source }) => source), ['scripted', 'bpf', 'netlink']);
});

test('the same array is listed until a source can serve more or less than before', () => {
  const source = new Probed();
  const list = new SourceList(source, ['processes']);
  list.probe();
  const first = list.list([NETLINK]);
  list.probe();
  assert.equal(list.list([NETLINK]), first, 'probed again, with the same result');
  source.state = { state: 'degraded', reason: 'hidepid', hint: 'run as root' };
  assert.equal(list.list([NETLINK]), first, 'not probed yet');
  list.probe();
  const second = list.list([NETLINK]);
  assert.notEqual(second, first, 'probed with another result');
  assert.equal(second[0]?.state, 'degraded');
  assert.notEqual(list.list([{ ...NETLINK }]), second, 'the companion has another status');
  assert.equal(list.list([]).length, 1, 'the companion is gone');
});
