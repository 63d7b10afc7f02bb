// What holds a connection back is the largest share of its time; nothing is said where the kernel does not tell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitOf, type Spent } from '../../../src/sources/netlink/limit.ts';

const QUIET: Spent = { seconds: 1, busy: 0, receiverLimited: 0, bufferLimited: 0, bytesSent: 0, bytesReceived: 0, unread: 0 };

test('each of the reasons', () => {
  assert.equal(limitOf(QUIET), 'idle');
  assert.equal(limitOf({ ...QUIET, bytesReceived: 5 }), 'peer');
  assert.equal(limitOf({ ...QUIET, bytesReceived: 5, unread: 9 }), 'application', 'it does not read what came');
  assert.equal(limitOf({ ...QUIET, bytesSent: 5 }), 'application', 'sent within a tick of the clock');
  assert.equal(limitOf({ ...QUIET, busy: 0.2 }), 'application', 'it had nothing to send for most of the time');
  assert.equal(limitOf({ ...QUIET, busy: 1 }), 'network');
  assert.equal(limitOf({ ...QUIET, busy: 1, receiverLimited: 0.7 }), 'receiver');
  assert.equal(limitOf({ ...QUIET, busy: 1, bufferLimited: 0.6, receiverLimited: 0.3 }), 'send buffer');
});

test('unknown times, and a first sample, say nothing', () => {
  assert.equal(limitOf({ ...QUIET, busy: NaN }), null);
  assert.equal(limitOf({ ...QUIET, receiverLimited: NaN }), null);
  assert.equal(limitOf({ ...QUIET, seconds: NaN }), null);
});

test('a longer share never loses to a shorter one, whatever the clocks say', () => {
  const part = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(part, part, part, part, (seconds, busy, receiverLimited, bufferLimited) => {
      fc.pre(seconds > 0 && busy > 0);
      const limit = limitOf({ ...QUIET, seconds, busy, receiverLimited, bufferLimited });
      const most = Math.max(seconds - busy, busy - receiverLimited - bufferLimited, receiverLimited, bufferLimited);
      if (limit === 'receiver') assert.equal(receiverLimited, most);
      if (limit === 'send buffer') assert.equal(bufferLimited, most);
      if (limit === 'application') assert.equal(seconds - busy, most);
      assert.ok(limit !== null && limit !== 'idle' && limit !== 'peer');
    }),
  );
});
