// What is said of a process is the same whatever is done to it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedLine, labelOf, ownerName } from '../../src/actions/process-words.ts';
import type { ProcessIdentity } from '../../src/actions/process-identity.ts';

const IDENTITY: ProcessIdentity = { start: 70, name: 'java', uid: 1000, parent: 1, state: 'S', isKernelThread: false, nice: 0 };
const REQUEST = { key: { pid: 4711, start: 70 }, name: 'chosen' };

test('a process is named by what it is called now, else by what it was chosen by, else by its number', () => {
  assert.equal(labelOf(REQUEST, IDENTITY), '4711 java');
  assert.equal(labelOf(REQUEST, null), '4711 chosen');
  assert.equal(labelOf({ key: REQUEST.key }, null), '4711');
  assert.equal(labelOf(REQUEST, { ...IDENTITY, name: '' }), '4711', 'a name that is known to be empty is no other one');
  assert.equal(endedLine(REQUEST), '4711 chosen has already ended');
});

test('its owner is a name, else a number, and unknown where nobody could be asked', () => {
  const known = (uid: number): string | null => (uid === 1000 ? 'alice' : null);
  assert.equal(ownerName(known, IDENTITY), 'alice');
  assert.equal(ownerName(known, { ...IDENTITY, uid: 0 }), '0');
  assert.equal(ownerName(known, { ...IDENTITY, uid: null }), 'unknown');
  assert.equal(ownerName(known, null), 'unknown');
});
