// From one look to another: the sequence must lead exactly there, and never be longer than starting anew.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attr, type Style } from '../../../src/ui/terminal/attr.ts';
import { nearestColour, Sgr } from '../../../src/ui/terminal/sgr.ts';
import { HeadlessTerminal } from '../../support/headless.ts';

const colour = fc.option(fc.constantFrom(0, 1, 7, 8, 15, 16, 202, 255), { nil: undefined });
const style: fc.Arbitrary<Style> = fc.record({
  fg: colour,
  bg: colour,
  bold: fc.boolean(),
  dim: fc.boolean(),
  underline: fc.boolean(),
  inverse: fc.boolean(),
});

describe('changes of look', () => {
  for (const colours of [0, 8, 16, 256] as const) {
    it(`lead where they should with ${colours} colours`, async () => {
      const sgr = new Sgr(colours);
      const terminal = new HeadlessTerminal(10, 1);
      await fc.assert(
        fc.asyncProperty(style, style, async (from, to) => {
          const first = sgr.reduce(attr(from));
          const second = sgr.reduce(attr(to));
          const start = sgr.change(sgr.reduce(attr({})), first);
          terminal.write(`\x1b[m\x1b[H${start}a${sgr.change(first, second)}b`);
          await terminal.flush();
          for (const [x, wanted] of [first, second].entries()) {
            const cell = terminal.cellAt(x, 0);
            assert.equal(attr({ ...cell, fg: cell.fg ?? undefined, bg: cell.bg ?? undefined }), wanted);
          }
        }),
        { numRuns: 500 },
      );
      terminal.dispose();
    });
  }

  it('stay within what was promised', () => {
    fc.assert(
      fc.property(style, style, (from, to) => {
        for (const colours of [0, 8, 16] as const) {
          const sgr = new Sgr(colours);
          const sequence = sgr.change(sgr.reduce(attr(from)), sgr.reduce(attr(to)));
          const codes = sequence
            .replace(/^\x1b\[|m$/g, '')
            .split(';')
            .map(Number);
          const allowed = (code: number): boolean =>
            [0, 1, 4, 7].includes(code) ||
            (colours > 0 && ([2, 22, 24, 27, 39, 49].includes(code) || /^[34][0-7]$/.test(String(code)))) ||
            (colours === 16 && /^(9|10)[0-7]$/.test(String(code)));
          assert.deepEqual(
            codes.filter((code) => !allowed(code)),
            [],
            sequence,
          );
        }
      }),
    );
  });

  it('take the nearest colour there is, a grey for a grey', () => {
    assert.deepEqual(
      [196, 46, 21, 226, 231, 16, 244].map((index) => nearestColour(index, 8)),
      [1, 2, 4, 3, 7, 0, 7],
    );
    assert.deepEqual(
      [196, 46, 226, 231, 244, 240].map((index) => nearestColour(index, 16)),
      [9, 10, 11, 15, 8, 8],
    );
    assert.deepEqual(
      [8, 9, 15].map((index) => nearestColour(index, 8)),
      [7, 1, 7],
    );
  });
});
