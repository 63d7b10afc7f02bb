import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COMMAND_LINE_BYTES, commandLineText } from '../../src/core/command-line.ts';

const textOf = (bytes: string | readonly number[]): string | null =>
  commandLineText(typeof bytes === 'string' ? Buffer.from(bytes) : Uint8Array.from(bytes));

describe('command line', () => {
  it('joins arguments by spaces, empty ones included', () => {
    assert.equal(textOf('ls\0-l\0'), 'ls -l');
    assert.equal(textOf('sh\0-c\0\0a b\0'), 'sh -c  a b');
    assert.equal(textOf('nginx: worker process'), 'nginx: worker process');
  });

  it('is null where nothing is in it', () => {
    assert.equal(textOf(''), null);
    assert.equal(textOf('\0\0\0'), null);
  });

  it('keeps a byte order mark and replaces what is no UTF-8', () => {
    assert.equal(textOf('\ufeffa'), '\ufeffa');
    assert.equal(textOf([0x61, 0xff, 0x62]), 'a\ufffdb');
    assert.equal(textOf([0xe2, 0x82]), '\ufffd');
  });

  it('never throws, and loses nothing of a short text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 30 })), (args) => {
        const joined = args.map((arg) => arg.replaceAll('\0', ''));
        const bytes = Buffer.from(joined.map((arg) => `${arg}\0`).join(''));
        fc.pre(bytes.length <= COMMAND_LINE_BYTES);
        const expected = joined.join(' ').replace(/ *$/, '');
        assert.equal((commandLineText(bytes) ?? '').replace(/ *$/, ''), expected);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = commandLineText(bytes);
        assert.ok(text === null || (text.length > 0 && !text.includes('\0')));
      }),
    );
  });

  it('cuts a long text between characters, and does not change the bytes it was given', () => {
    for (let pad = 0; pad < 4; pad++) {
      const bytes = Buffer.from('x'.repeat(pad) + '\u{1f600}'.repeat(2000));
      const before = Buffer.from(bytes);
      const text = commandLineText(bytes) as string;
      assert.ok(Buffer.byteLength(text) <= COMMAND_LINE_BYTES && Buffer.byteLength(text) > COMMAND_LINE_BYTES - 4);
      assert.ok(!text.includes('\ufffd'));
      assert.deepEqual(bytes, before);
    }
    const args = Buffer.from('a\0'.repeat(5000));
    assert.equal(commandLineText(args)?.length, COMMAND_LINE_BYTES - 1);
    assert.deepEqual(args.subarray(0, 4), Buffer.from('a\0a\0'));
    assert.equal(commandLineText(new Uint8Array(9000).fill(0xbf))?.length, COMMAND_LINE_BYTES);
  });
});
