// The drawing against a terminal: whatever was shown before, after a frame the terminal shows exactly the cells.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RawCell, RawLine } from 'blessed';
import fc from 'fast-check';
import { attr, DEFAULT_ATTR, withFlags, DIM } from '../../../src/ui/terminal/attr.ts';
import type { Capabilities } from '../../../src/ui/terminal/capabilities.ts';
import { Painter } from '../../../src/ui/terminal/draw.ts';
import { HeadlessTerminal } from '../../support/headless.ts';

const RICH: Capabilities = {
  term: 'xterm-256color',
  colours: 256,
  unicode: true,
  alternateScreen: true,
  synchronizedOutput: true,
};
const PLAIN: Capabilities = {
  term: 'vt100',
  colours: 0,
  unicode: false,
  alternateScreen: false,
  synchronizedOutput: false,
};
const WIDTH = 12;
const HEIGHT = 4;

type Frame = readonly (readonly RawCell[])[];

/** One cell, or the two of a wide character. */
const STYLES = [
  DEFAULT_ATTR,
  attr({ fg: 1 }),
  attr({ fg: 202, bold: true }),
  attr({ bg: 4 }),
  attr({ fg: 9, bg: 236, underline: true }),
  attr({ inverse: true }),
  attr({ dim: true }),
  attr({ bold: true }),
  attr({ bold: true, dim: true }),
  attr({ fg: 2, bold: true, inverse: true }),
];
const unit: fc.Arbitrary<RawCell[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...STYLES), fc.constantFrom(' ', ' ', 'a', 'b', '~')).map((cell) => [cell]),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...STYLES), fc.constantFrom('é', '█', '⣿', 'e\u0301')).map((cell) => [cell]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...STYLES), fc.constantFrom('日', '한', '😀'))
      .map(([style, text]): RawCell[] => [
        [style, text],
        [style, ''],
      ]),
  },
);
const row: fc.Arbitrary<RawCell[]> = fc
  .tuple(fc.array(unit, { maxLength: WIDTH }), fc.nat({ max: WIDTH }))
  .map(([units, blanks]) => {
    const cells = units.flat();
    // A wide character must not hang over the edge.
    while (cells.length > WIDTH || (cells.length === WIDTH && cells.at(-1)?.[1] !== '' && isWide(cells.at(-1))))
      cells.pop();
    if (isWide(cells.at(-1))) cells.pop();
    cells.length = Math.min(cells.length, WIDTH - Math.min(blanks, 6));
    if (isWide(cells.at(-1))) cells.pop();
    while (cells.length < WIDTH) cells.push([DEFAULT_ATTR, ' ']);
    return cells;
  });
const frame: fc.Arbitrary<Frame> = fc.array(row, { minLength: HEIGHT, maxLength: HEIGHT });

function isWide(cell: RawCell | undefined): boolean {
  return cell !== undefined && /^[日한😀]/u.test(cell[1]);
}

/** The screen buffer with a frame put into it, as elements do: only changed rows are dirty. */
function fill(lines: RawLine[], next: Frame): void {
  next.forEach((cells, y) => {
    const line = lines[y] ?? [];
    cells.forEach(([style, text], x) => {
      const cell = line[x];
      if (cell === undefined || (cell[0] === style && cell[1] === text)) return;
      cell[0] = style;
      cell[1] = text;
      line.dirty = true;
    });
  });
}

function emptyLines(width = WIDTH, height = HEIGHT): RawLine[] {
  return Array.from({ length: height }, () => Array.from({ length: width }, (): RawCell => [DEFAULT_ATTR, ' ']));
}

function assertShows(terminal: HeadlessTerminal, expected: Frame): void {
  expected.forEach((cells, y) => {
    cells.forEach(([style, text], x) => {
      const seen = terminal.cellAt(x, y);
      assert.equal(seen.text, text, `text at ${x}, ${y}`);
      const shown = attr({
        ...(seen.fg === null ? {} : { fg: seen.fg }),
        ...(seen.bg === null ? {} : { bg: seen.bg }),
        bold: seen.bold,
        dim: seen.dim,
        underline: seen.underline,
        inverse: seen.inverse,
      });
      // The weight and the colour of a blank cannot be seen.
      if (text !== ' ') assert.equal(shown, style, `style at ${x}, ${y}`);
      else assert.equal(looksOfBlank(shown), looksOfBlank(style), `style of the blank at ${x}, ${y}`);
    });
  });
}

function looksOfBlank(style: number): number {
  const inverse = (style >> 18) & 8;
  const kept = style & ((8 << 18) | (2 << 18) | 0x1ff);
  return inverse !== 0 ? kept | (style & (0x1ff << 9)) : kept;
}

async function shownAfter(frames: readonly Frame[], isDrawn: (i: number) => boolean): Promise<HeadlessTerminal> {
  const painter = new Painter(RICH);
  painter.resize(WIDTH, HEIGHT);
  const terminal = new HeadlessTerminal(WIDTH, HEIGHT);
  terminal.write('\x1b[31;44mleft over\x1b[3;3Hmore of it 日本');
  const lines = emptyLines();
  frames.forEach((next, i) => {
    fill(lines, next);
    if (isDrawn(i)) terminal.write(painter.draw(lines, null));
  });
  await terminal.flush();
  return terminal;
}

describe('drawing', () => {
  it('shows exactly the cells, whatever was shown before, with frames left out in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        fc.array(fc.boolean()),
        async (frames, drawn) => {
          const last = frames.length - 1;
          const terminal = await shownAfter(frames, (i) => i === last || drawn[i] !== false);
          assertShows(terminal, frames[last] ?? []);
          terminal.dispose();
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is silent when nothing changed', async () => {
    const painter = new Painter(RICH);
    painter.resize(WIDTH, HEIGHT);
    const lines = emptyLines();
    lines[1] = Array.from('hello world!', (text): RawCell => [STYLES[2] ?? 0, text]);
    assert.notEqual(painter.draw(lines, null), '');
    for (const line of lines) line.dirty = true;
    assert.equal(painter.draw(lines, null), '');
    await Promise.resolve();
  });

  it('paints every cell again after invalidate()', async () => {
    const painter = new Painter(RICH);
    painter.resize(WIDTH, HEIGHT);
    const terminal = new HeadlessTerminal(WIDTH, HEIGHT);
    const lines = emptyLines();
    fill(lines, [Array.from('abcdefghijkl', (text): RawCell => [DEFAULT_ATTR, text])]);
    terminal.write(painter.draw(lines, null));
    terminal.write('\x1b[H\x1b[7mBroadcast message\r\n');
    painter.invalidate();
    terminal.write(painter.draw(lines, null));
    await terminal.flush();
    assert.equal(terminal.text(), 'abcdefghijkl');
    assert.equal(terminal.cellAt(0, 0).inverse, false);
  });

  it('sends few bytes for small changes', () => {
    const painter = new Painter({ ...RICH, synchronizedOutput: false });
    painter.resize(80, 3);
    const lines = emptyLines(80, 3);
    const put = (x: number, y: number, text: string, style = DEFAULT_ATTR): void => {
      Array.from(text).forEach((character, i) => {
        const line = lines[y];
        if (line === undefined) return;
        line[x + i] = [style, character];
        line.dirty = true;
      });
    };
    put(0, 0, '12345 root 20 0 1.0 2.0');
    painter.draw(lines, null);
    put(16, 0, '3');
    put(20, 0, '4');
    // One jump, then the four cells between are cheaper than another.
    assert.equal(painter.draw(lines, null), '\x1b[1;17H3.0 4');
    put(0, 0, ' '.repeat(30));
    assert.equal(painter.draw(lines, null), '\x1b[H\x1b[K');
    put(0, 1, 'a', attr({ fg: 1 }));
    put(2, 1, 'b', attr({ fg: 1 }));
    assert.equal(painter.draw(lines, null), '\x1b[2H\x1b[31ma b\x1b[m');
  });

  it('writes doubtful characters so that only they suffer where the terminal sees them otherwise', () => {
    const painter = new Painter({ ...RICH, synchronizedOutput: false });
    painter.resize(6, 1);
    const cells = (...texts: string[]): RawLine[] => {
      const line: RawLine = texts.map((text): RawCell => [DEFAULT_ATTR, text]);
      line.dirty = true;
      return [line];
    };
    // Both cells of an emoji are erased before, the cursor is placed anew after, and the next cell is written again.
    assert.match(painter.draw(cells('a', 'b', 'c', 'd', 'e', 'f'), null), /abcdef/);
    assert.equal(painter.draw(cells('a', '😀', '', 'd', 'e', 'f'), null), '\x1b[1;2H\x1b[2X😀\x1b[1;4Hd');
    // And it is jumped over, where a plain character would be written again.
    assert.equal(painter.draw(cells('A', '日', '', 'D', 'e\u0301', 'f'), null), '\x1b[HA日De\u0301\x1b[1;6Hf');
    assert.equal(painter.draw(cells('A', '日', '', 'd', 'e\u0301', 'F'), null), '\x1b[1;4Hd\x1b[CF');
  });

  it('shows a blank for a wide character half of which is overwritten or over the edge', async () => {
    const half = (...texts: string[]): RawCell[] => texts.map((text): RawCell => [DEFAULT_ATTR, text]);
    const blanks = Array.from({ length: 8 }, () => ' ');
    const before = half('日', '', 'x', '本', '', ...blanks.slice(1));
    const after = half('日', 'y', 'x', 'z', '', ...blanks.slice(2), '日');
    const terminal = await shownAfter([[before], [after]], () => true);
    assert.equal(terminal.text(), ' yxz');
    const whole = await shownAfter([[before]], () => true);
    assert.equal(whole.text(), '日x本');
  });

  it('never leaves the last column pending when it moves on', async () => {
    const frames: Frame[] = [
      [
        Array.from('abcdefghijkl', (text): RawCell => [DEFAULT_ATTR, text]),
        Array.from('mnopqrstuvwx', (text): RawCell => [DEFAULT_ATTR, text]),
      ],
    ];
    const terminal = await shownAfter(frames, () => true);
    assert.equal(terminal.text(), 'abcdefghijkl\nmnopqrstuvwx');
  });

  it('places the cursor where it is asked for, and hides it again', async () => {
    const painter = new Painter(RICH);
    painter.resize(WIDTH, HEIGHT);
    const terminal = new HeadlessTerminal(WIDTH, HEIGHT);
    const lines = emptyLines();
    terminal.write(painter.draw(lines, { x: 5, y: 2 }));
    await terminal.flush();
    assert.deepEqual(terminal.cursor, { x: 5, y: 2, visible: true });
    assert.equal(painter.draw(lines, { x: 5, y: 2 }), '');
    terminal.write(painter.draw(lines, null));
    await terminal.flush();
    assert.equal(terminal.cursor.visible, false);
  });
});

describe('drawing on lesser terminals', () => {
  function bytesFor(capabilities: Capabilities, cells: RawCell[]): string {
    const painter = new Painter(capabilities);
    painter.resize(cells.length, 2);
    const lines = emptyLines(cells.length, 2);
    lines[0] = cells;
    return painter.draw(lines, null);
  }

  it('sends a VT100 neither colours nor private modes nor anything but ASCII', () => {
    const sent = bytesFor(PLAIN, [
      [attr({ fg: 1 }), 'é'],
      [attr({ bg: 4 }), 'x'],
      [attr({ bold: true, dim: true }), '│'],
      [attr({ underline: true }), '█'],
      [DEFAULT_ATTR, '⣿'],
      [DEFAULT_ATTR, '日'],
      [DEFAULT_ATTR, ''],
    ]);
    // The wide character needs two columns and has one sign for them: its second column is blank.
    assert.equal(sent, '\x1b[m\x1b[H?\x1b[7mx\x1b[;1m|\x1b[;4m#\x1b[m*?\x1b[K\r\n\x1b[K\x1b[2H');
  });

  it('reduces colours to what there is, and keeps text apart from its background', () => {
    const eight: Capabilities = { ...RICH, colours: 8, synchronizedOutput: false };
    assert.match(
      bytesFor(eight, [
        [attr({ fg: 202 }), 'x'],
        [DEFAULT_ATTR, ' '],
      ]),
      /\x1b\[31mx/,
    );
    assert.match(
      bytesFor(eight, [
        [attr({ fg: 244, bg: 250 }), 'x'],
        [DEFAULT_ATTR, ' '],
      ]),
      /\x1b\[30;47mx/,
    );
    assert.match(
      bytesFor({ ...eight, colours: 16 }, [
        [attr({ fg: 196 }), 'x'],
        [DEFAULT_ATTR, ' '],
      ]),
      /\x1b\[91mx/,
    );
    const none = bytesFor({ ...RICH, colours: 0 }, [
      [withFlags(attr({ fg: 3, bg: 4 }), DIM), 'x'],
      [DEFAULT_ATTR, ' '],
    ]);
    assert.match(none, /\x1b\[7mx/);
    assert.doesNotMatch(none, /\x1b\[[\d;]*[34]\dm/);
  });

  it('leaves the last cell alone where writing it would scroll', async () => {
    const painter = new Painter({ ...PLAIN, term: 'ansi' });
    painter.resize(4, 2);
    const lines = emptyLines(4, 2);
    lines[1] = Array.from('abcd', (text): RawCell => [DEFAULT_ATTR, text]);
    const terminal = new HeadlessTerminal(4, 2);
    terminal.write(painter.draw(lines, null));
    await terminal.flush();
    assert.equal(terminal.text(), '\nabc');
  });
});

describe('hostile cells', () => {
  it('never reach the terminal raw', () => {
    const texts = [
      '\x1b',
      '\x1b[2J',
      '\x9b',
      '\x07',
      '\n',
      '\u202e',
      '\u200b',
      '\ud800',
      '\ufffd',
      'ab',
      '\u2028',
      '\u{e0041}',
      '\ue000',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })), {
          minLength: 8,
          maxLength: 8,
        }),
        (cells) => {
          for (const capabilities of [RICH, PLAIN]) {
            const painter = new Painter(capabilities);
            painter.resize(8, 1);
            const lines: RawLine[] = [cells.map((text): RawCell => [DEFAULT_ATTR, text])];
            const sent = painter.draw(lines, null).replace(/\x1b\[[?\d;]*[A-Za-z]/g, '');
            assert.doesNotMatch(sent.replace(/[\r\n\b]/g, ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
            assert.equal((sent.match(/\n/g) ?? []).length, 0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
