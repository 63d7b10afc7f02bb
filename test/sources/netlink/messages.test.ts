// Whatever bytes come, nothing outside of what was received is read, and every walk ends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dumpRequest, walkAttributes, walkMessages } from '../../../src/sources/netlink/messages.ts';

interface Message {
  readonly type: number;
  readonly sequence: number;
  readonly body: readonly number[];
}

/** Messages as the kernel puts them together: each begins at a multiple of four. */
function answerOf(messages: readonly Message[], little: boolean): DataView {
  const parts = messages.map(({ type, sequence, body }) => {
    const size = 16 + body.length;
    const part = new DataView(new ArrayBuffer((size + 3) & ~3));
    part.setUint32(0, size, little);
    part.setUint16(4, type, little);
    part.setUint32(8, sequence, little);
    body.forEach((byte, i) => part.setUint8(16 + i, byte));
    return Buffer.from(part.buffer);
  });
  const all = Buffer.concat(parts);
  return new DataView(all.buffer, all.byteOffset, all.length);
}

for (const little of [true, false]) {
  const order = little ? 'little' : 'big';

  test(`messages are found in either byte order: ${order} endian`, () => {
    const bytes = answerOf([
      { type: 20, sequence: 7, body: [1, 2, 3] },
      { type: 20, sequence: 6, body: [9] },
      { type: 21, sequence: 7, body: [] },
      { type: 3, sequence: 7, body: [0, 0, 0, 0] },
      { type: 20, sequence: 7, body: [4] },
    ], little);
    const taken: [number, number[]][] = [];
    const progress = walkMessages(bytes, bytes.byteLength, 7, little, (from, end, type) => {
      taken.push([type, Array.from({ length: end - from }, (_, i) => bytes.getUint8(from + i))]);
    });
    assert.equal(progress, 'done');
    assert.deepEqual(taken, [[20, [1, 2, 3]], [21, []]], 'a late answer is passed over, and nothing follows the end');
  });

  test(`a refusal has the number of its error, an acknowledgement is the end: ${order} endian`, () => {
    const code = (value: number): readonly number[] => {
      const view = new DataView(new ArrayBuffer(4));
      view.setInt32(0, value, little);
      return [...new Uint8Array(view.buffer)];
    };
    const walk = (body: readonly number[]): unknown => {
      const bytes = answerOf([{ type: 2, sequence: 1, body }], little);
      return walkMessages(bytes, bytes.byteLength, 1, little, () => assert.fail('no message'));
    };
    assert.deepEqual(walk(code(-2)), { errno: 2 });
    assert.equal(walk(code(0)), 'done');
    assert.deepEqual(walk([]), { errno: 0 });
  });

  test(`a request says how long it is and what it asks: ${order} endian`, () => {
    const request = dumpRequest(20, 5, Uint8Array.of(1, 2, 3, 4), little);
    const view = new DataView(request.buffer, request.byteOffset, request.length);
    assert.deepEqual(
      [view.getUint32(0, little), view.getUint16(4, little), view.getUint16(6, little), view.getUint32(8, little)],
      [20, 20, 0x301, 5],
    );
    assert.deepEqual([...request.subarray(16)], [1, 2, 3, 4]);
  });
}

test('no bytes lead outside of what was received', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(220), fc.boolean(), (bytes, length, little) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const limit = Math.min(length, bytes.length);
      let last = 0;
      // With a sequence of its own little would be walked.
      const sequence = bytes.length >= 12 ? view.getUint32(8, little) : 0;
      walkMessages(view, length, sequence, little, (from, end) => {
        assert.ok(from >= last && from <= end && end <= limit);
        last = end;
      });
      walkAttributes(view, 0, length, little, (_, from, end) => {
        assert.ok(from <= end && end <= limit);
      });
    }),
  );
});
