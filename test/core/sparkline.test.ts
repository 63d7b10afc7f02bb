import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ASCII_SPARKS, sparkline, UNICODE_SPARKS } from '../../src/core/sparkline.ts';

const value = fc.oneof(fc.integer({ min: 0, max: 2 ** 46 }), fc.double({ min: 0, max: 1e15, noNaN: true }), fc.constant(NaN));

for (const [name, glyphs] of [['Unicode', UNICODE_SPARKS], ['ASCII', ASCII_SPARKS]] as const) {
  describe(`sparkline in ${name}`, () => {
    const levelOf = (glyph: string): number => glyphs.levels.indexOf(glyph);

    it('is as wide as asked, and draws higher values never lower', () => {
      fc.assert(
        fc.property(fc.array(value, { maxLength: 70 }), fc.integer({ min: 0, max: 70 }), (values, cells) => {
          const text = sparkline(values, cells, glyphs);
          assert.equal(text.length, cells);
          const shown = values.slice(Math.max(0, values.length - cells));
          const drawn = text.slice(cells - shown.length);
          assert.equal(text.slice(0, cells - shown.length), glyphs.unknown.repeat(cells - shown.length));
          shown.forEach((v, i) => {
            assert.equal(drawn.charAt(i) === glyphs.unknown, Number.isNaN(v));
            shown.forEach((w, j) => {
              if (v < w) assert.ok(levelOf(drawn.charAt(i)) <= levelOf(drawn.charAt(j)));
            });
          });
        }),
      );
    });

    it('reaches from the lowest level to the highest, unless it is flat', () => {
      fc.assert(
        fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
          const known = values.filter((v) => !Number.isNaN(v));
          const levels = [...sparkline(values, values.length, glyphs)].filter((g) => g !== glyphs.unknown).map(levelOf);
          if (known.length === 0) return;
          const isFlat = known.every((v) => v === known[0]);
          assert.equal(Math.min(...levels), 0);
          assert.equal(Math.max(...levels), isFlat ? 0 : glyphs.levels.length - 1);
        }),
      );
    });
  });
}

describe('sparkline', () => {
  it('rises over its levels and leaves gaps', () => {
    assert.equal(sparkline([9, 0, 1, 2, 3, 4, 5, 6, 7, NaN], 9, UNICODE_SPARKS), '▁▂▃▄▅▆▇█ ');
    assert.equal(sparkline([1, 1], 4, ASCII_SPARKS), '  ..');
  });
});
