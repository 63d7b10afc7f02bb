// What is not vital is opened when it is used, given up when it fails, and never in the way.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Availability } from '../../../src/core/frame.ts';
import { Standby } from '../../../src/sources/bpf/standby.ts';

function make(availability: Availability = { state: 'ok' }, open = (): void => undefined): { standby: Standby<{ close(): void }>; seen: string[] } {
  const seen: string[] = [];
  const standby = new Standby(
    () => availability,
    () => {
      seen.push('opened');
      open();
      return { close: () => seen.push('closed') };
    },
    (reason) => seen.push(`failed: ${reason}`),
  );
  return { standby, seen };
}

const fail = (): never => {
  throw new Error('no');
};

it('is opened once, and again after a rest', () => {
  const { standby, seen } = make();
  standby.rest();
  assert.equal(seen.join(), '', 'not before it is used');
  assert.ok(standby.use(() => seen.push('used')), 'it worked');
  assert.ok(standby.use(() => undefined), 'again');
  standby.rest();
  standby.rest();
  assert.ok(standby.use(() => undefined), 'anew');
  assert.deepEqual(seen, ['opened', 'used', 'closed', 'opened']);
});

it('is not opened where it is absent, and nobody is told', () => {
  const { standby, seen } = make({ state: 'absent', reason: 'r', hint: 'h' });
  assert.equal(standby.use(fail), false);
  assert.equal(standby.use(fail), false);
  assert.deepEqual(seen, []);
});

it('is given up when it fails, told once, until it was at rest', () => {
  const working = make();
  assert.equal(working.standby.use(fail), false);
  assert.equal(working.standby.use(() => undefined), false);
  assert.deepEqual(working.seen, ['opened', 'closed', 'failed: no']);
  working.standby.rest();
  assert.ok(working.standby.use(() => undefined), 'tried again');
  const opening = make({ state: 'ok' }, fail);
  assert.equal(opening.standby.use(() => undefined), false);
  assert.deepEqual(opening.seen, ['opened', 'failed: no']);
});
