// The bytes terminals send, as keys; and that nothing else ever becomes one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InputDecoder, type InputEvent } from '../../../src/ui/terminal/input-decoder.ts';

/** Events as short words: keys by name, `paste(…)`, `press0(x,y)`. */
function words(events: readonly InputEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'key') return event.key.name;
    if (event.kind === 'paste') return `paste(${event.text})`;
    return `${event.action}${event.button}(${event.x},${event.y})`;
  });
}

/** Decodes chunks; `null` stands for a wait that ran out. */
function decode(...chunks: (string | Uint8Array | null)[]): string[] {
  const decoder = new InputDecoder();
  return chunks.flatMap((chunk) => {
    if (chunk === null) return words(decoder.timeout());
    return words(decoder.feed(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  });
}

const SEQUENCES: readonly (readonly [bytes: string, ...keys: string[]])[] = [
  ['a M<é日😀', 'a', 'space', 'M', '<', 'é', '日', '😀'],
  // Blanks of every width are the space bar; what cannot be seen is named by its number.
  ['\u00a0\u2003\u3000\x1b\u00a0\x1b[160;5u', 'space', 'space', 'space', 'A-space', 'C-space'],
  ['\u200d\u202e\ufeff\u{e0001}\x1b\u200d', 'U+200D', 'U+202E', 'U+FEFF', 'U+E0001', 'A-U+200D'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\r\n', 'enter'],
  ['\r\r\n\n', 'enter', 'enter', 'enter'],
  ['\t\x1b[Z\x7f\x08', 'tab', 'S-tab', 'backspace', 'backspace'],
  ['\x03\x0c\x1a\x00\x1f\x1e\x1c\x1d', 'C-c', 'C-l', 'C-z', 'C-space', 'C-/', 'C-6', 'C-\\', 'C-]'],
  ['\x1b[A\x1b[B\x1b[C\x1b[D', 'up', 'down', 'right', 'left'],
  ['\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF', 'up', 'down', 'right', 'left', 'home', 'end'],
  ['\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~', 'home', 'end', 'home', 'end', 'home', 'end'],
  ['\x1b[2~\x1b[3~\x1b[5~\x1b[6~', 'insert', 'delete', 'pageup', 'pagedown'],
  ['\x1bOP\x1bOQ\x1bOR\x1bOS', 'f1', 'f2', 'f3', 'f4'],
  ['\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~\x1b[17~', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6'],
  ['\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~', 'f7', 'f8', 'f9', 'f10', 'f11', 'f12'],
  ['\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E', 'f1', 'f2', 'f3', 'f4', 'f5'],
  ['\x1b[1;2P\x1b[25~\x1b[1;5A\x1b[1;5C\x1b[1;2A', 'S-f1', 'S-f1', 'C-up', 'C-right', 'S-up'],
  ['\x1b[3;5~\x1b[5;3~\x1b[1;8D', 'C-delete', 'A-pageup', 'C-A-S-left'],
  ['\x1bx\x1bM\x1b\r\x1b\x7f\x1b \x1b\x01\x1bé', 'A-x', 'A-M', 'A-enter', 'A-backspace', 'A-space', 'C-A-a', 'A-é'],
  [
    '\x1b[a\x1b[d\x1bOa\x1bOd\x1b[3$\x1b[3^\x1b[3@',
    'S-up',
    'S-left',
    'C-up',
    'C-left',
    'S-delete',
    'C-delete',
    'C-S-delete',
  ],
  ['\x1b\x1b[A\x1b\x1bOC', 'A-up', 'A-right'],
  ['\x1bOj\x1bOk\x1bOp\x1bOy\x1bOM', '*', '+', '0', '9', 'enter'],
  ['\x1b[105;5u\x1b[107u\x1b[107;2u\x1b[107:75;2u', 'C-i', 'k', 'K', 'K'],
  ['\x1b[27u\x1b[13;2u\x1b[9;2u\x1b[127u\x1b[57399u\x1b[57419u', 'escape', 'S-enter', 'S-tab', 'backspace', '0', 'up'],
  ['\x1b[97;1:3u\x1b[97;9u\x1b[57358u\x1b[97;65u', 'a'],
  ['\x1b[27;5;105~\x1b[27;2;75~', 'C-i', 'K'],
  ['\x1b[<0;10;3M\x1b[<0;10;3m\x1b[<65;10;3Mq', 'press0(9,2)', 'release0(9,2)', 'wheeldown0(9,2)', 'q'],
  [
    '\x1b[<35;20;4M\x1b[<64;250;3M\x1b[M !!q\x1b[32;5;6Mq',
    'move0(19,3)',
    'wheelup0(249,2)',
    'press0(0,0)',
    'q',
    'press0(4,5)',
    'q',
  ],
  ['\x1b[200~ab\tc\r\nk\x1b[201~k', 'paste(ab c k)', 'k'],
  ['\x1b[200~a\x1b[20k\x1b[201~q', 'paste(a[20k)', 'q'],
  ['\x1b[200~a\x1b[20\x1b[201~q', 'paste(a[20)', 'q'],
  // Replies and reports that an earlier program, or a curious one beside us, may have asked for.
  ['\x1b[12;40Rq\x1b[1;2Rq\x1b[?1;2cq\x1b[>41;354;0cq\x1b[0nq', 'q', 'S-f3', 'q', 'q', 'q', 'q'],
  ['\x1b[I\x1b[Oq\x1b[?2026;2$yq\x1b[8;24;80tq\x1b[?1uq', 'q', 'q', 'q', 'q'],
  ['\x1b]11;rgb:0000/0000/0000\x1b\\q\x1b]52;c;a2s=\x07q', 'q', 'q'],
  ['\x1bP1$r0m\x1b\\q\x1bP>|xterm(390)\x1b\\q\x1b_Gk\x1b\\q\x1b^k\x1b\\q\x1bXk\x1b\\q', 'q', 'q', 'q', 'q', 'q'],
  ['\x1b[99~q\x1b[1;2;3;4kq\x1b[!pq\x1bOZq\x1b[5 kq', 'q', 'q', 'q', 'q', 'q'],
  ['\x1b[1\x18k\x1b[1\x1ak\x1b[1\x1b[Ak\x1b[1\rk', 'k', 'k', 'up', 'k', 'enter', 'k'],
  ['\x1b]11;k\x1b[Aq', 'up', 'q'],
];

describe('the bytes of keys', () => {
  for (const [bytes, ...keys] of SEQUENCES) {
    // A report shows no name that is not seen.
    it(JSON.stringify(bytes).replace(/[^\S ]|\p{C}/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`), () => {
      assert.deepEqual(decode(bytes), keys);
    });
  }

  it('types the text of characters, and none for other keys', () => {
    const events = new InputDecoder().feed(Buffer.from(' é\x1bOk\x1bx\x1b[A\x03\u00a0\u200d'));
    assert.deepEqual(
      events.map((event) => (event.kind === 'key' ? event.key.text : null)),
      [' ', 'é', '+', '', '', '', ' ', '\u200d'],
    );
  });

  it('understands 8-bit controls', () => {
    assert.deepEqual(decode(Buffer.from([0x9b, 0x41, 0x8f, 0x50, 0x9d, 0x31, 0x6b, 0x07, 0x71])), ['up', 'f1', 'q']);
  });

  it('drops bytes that are no UTF-8, overlong forms, surrogates, controls, ends of lines and the replacement character', () => {
    const broken = [
      [0xff],
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      // `k` in too many bytes.
      [0xe0, 0x81, 0xab],
      [0xf0, 0x80, 0x81, 0xab],
      [0xed, 0xa0, 0x80],
      [0xf5],
      [0xc2, 0x85],
      [0xef, 0xbf, 0xbd],
      [0xe2, 0x80, 0xa8],
      [0xe2, 0x80, 0xa9],
      [0xe2, 0x82],
    ];
    for (const bytes of broken) assert.deepEqual(decode(Buffer.from([...bytes, 0x71])), ['q'], bytes.join());
  });
});

describe('waiting', () => {
  it('takes a lone ESC for the Escape key when nothing follows', () => {
    const decoder = new InputDecoder();
    assert.equal(decoder.pending, false);
    assert.deepEqual(words(decoder.feed(Buffer.from('\x1b'))), []);
    assert.equal(decoder.pending, true);
    assert.equal(decoder.waitMillis, 30);
    assert.deepEqual(words(decoder.timeout()), ['escape']);
    assert.deepEqual(words(decoder.timeout()), []);
    assert.equal(decoder.pending, false);
  });

  it('never takes the torn rest of a sequence for typing', () => {
    assert.deepEqual(decode('\x1b', null, '[A'), ['escape', 'up']);
    assert.deepEqual(decode('\x1b', null, '[', 'A'), ['escape', 'up']);
    assert.deepEqual(decode('\x1b', null, 'OB'), ['escape', 'down']);
    assert.deepEqual(decode('\x1b', null, '[6~q'), ['escape', 'pagedown', 'q']);
    assert.deepEqual(decode('\x1b', null, '[12;40Rq'), ['escape', 'q']);
    assert.deepEqual(decode('\x1b', null, '[107;5u'), ['escape', 'C-k']);
    assert.deepEqual(decode('\x1b', null, ']11;rgb:k/k/k\x07q'), ['escape', 'q']);
    assert.deepEqual(decode('\x1b', null, 'P>|kitty\x1b\\q'), ['escape', 'q']);
    assert.deepEqual(decode('\x1b[', 'A'), ['up']);
  });

  it('takes what follows an Escape for typing when no sequence comes of it', () => {
    assert.deepEqual(decode('\x1b', null, 'k'), ['escape', 'k']);
    assert.deepEqual(decode('\x1b', null, '[', null), ['escape', '[']);
    assert.deepEqual(decode('\x1b', null, ']', null), ['escape', ']']);
    assert.deepEqual(decode('\x1b', null, ']q'), ['escape', ']', 'q']);
    assert.deepEqual(decode('\x1b', null, 'PP', null), ['escape', 'P', 'P']);
    assert.deepEqual(decode('\x1b', null, null, '[A'), ['escape', '[', 'A']);
    assert.deepEqual(decode('\x1b', null, '\x1b', null), ['escape', 'escape']);
    assert.deepEqual(decode('\x1b\x1b', null), ['escape', 'escape']);
  });

  it('gives Alt with a bracket when nothing follows the bracket, and forgets what is torn for good', () => {
    assert.deepEqual(decode('\x1b[', null), ['A-[']);
    assert.deepEqual(decode('\x1bO', null), ['A-O']);
    assert.deepEqual(decode('\x1b]', null), ['A-]']);
    assert.deepEqual(decode('\x1b[1;', null, 'q'), ['q']);
    assert.deepEqual(decode('\x1b[[', null, 'q'), ['q']);
    assert.deepEqual(decode('\x1b[M!', null, 'q'), ['q']);
    assert.deepEqual(decode('\x1b]11;rgb', null, 'q'), ['q']);
    assert.deepEqual(decode('\x1b[200~abc', null, 'q'), ['paste(abc)', 'q']);
  });

  it('needs a bounded number of timeouts to come to rest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoder = new InputDecoder();
        decoder.feed(bytes);
        for (let i = 0; i < 3; i++) decoder.timeout();
        assert.equal(decoder.pending, false);
      }),
    );
  });
});

/** Bytes as terminals send them, torn, mixed with noise. */
const hostile = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => Buffer.from(text)),
      fc.constantFrom(...SEQUENCES.map(([bytes]) => bytes)).map((text) => Buffer.from(text)),
      fc
        .constantFrom('\x1b', '\x1b[', '\x1b]', '\x1bO', '\x1b[200~', '\x1b[201~', '\x1b[M', ';', '0')
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

describe('any bytes', () => {
  it('give the same events however they are cut', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat({ max: 60 }), { maxLength: 20 }), (bytes, cuts) => {
        const whole = new InputDecoder();
        const expected = whole.feed(bytes);
        const cut = new InputDecoder();
        const places = [...new Set(cuts.map((place) => Math.min(place, bytes.length)))].sort((a, b) => a - b);
        const events: InputEvent[] = [];
        let from = 0;
        for (const place of [...places, bytes.length]) {
          events.push(...cut.feed(bytes.subarray(from, place)));
          from = place;
        }
        assert.deepEqual(events, expected);
        assert.deepEqual(cut.timeout(), whole.timeout());
      }),
      { numRuns: 1000 },
    );
  });

  it('give keys with canonical names and printable text only', () => {
    const canonical = /^(C-)?(A-)?(S-)?([^\p{C}\p{Z}]|[a-z]+|f\d{1,2}|U\+[\dA-F]{4,6})$/u;
    const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u;
    fc.assert(
      fc.property(hostile, (bytes) => {
        for (const event of new InputDecoder().feed(bytes)) {
          if (event.kind === 'key') {
            assert.match(event.key.name, canonical);
            assert.doesNotMatch(event.key.text, unprintable);
          } else if (event.kind === 'paste') {
            assert.doesNotMatch(event.text, unprintable);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never make a sequence longer than it may be: endless ones are swallowed', () => {
    const decoder = new InputDecoder();
    for (const start of ['\x1b]', '\x1b[', '\x1bO']) {
      decoder.feed(Buffer.from(start));
      for (let i = 0; i < 50; i++) assert.deepEqual(decoder.feed(Buffer.alloc(10_000, '1')), []);
      assert.deepEqual(words(decoder.feed(Buffer.from('A\x07q'))).at(-1), 'q');
    }
    decoder.feed(Buffer.from('\x1b[200~'));
    for (let i = 0; i < 50; i++) decoder.feed(Buffer.alloc(10_000, 'k'));
    const [paste] = decoder.feed(Buffer.from('\x1b[201~'));
    assert.equal(paste?.kind === 'paste' ? paste.text.length : 0, 65_536);
  });
});
