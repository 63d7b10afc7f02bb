// Themes: styles as text and back, and what a terminal without colours makes of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attr, BOLD, DEFAULT_ATTR, DIM, INVERSE, UNDERLINE, withFlags } from '../../src/ui/terminal/attr.ts';
import { createTheme, ROLES } from '../../src/ui/theme.ts';
import { readStyle, readTheme, writeStyle, writeTheme } from '../../src/ui/theme-text.ts';

test('styles in words', () => {
  assert.equal(readStyle('plain'), DEFAULT_ATTR);
  assert.equal(readStyle('white on 24 bold'), attr({ fg: 7, bg: 24, bold: true }));
  assert.equal(readStyle('Bright-Red underline'), attr({ fg: 9, underline: true }));
  assert.equal(readStyle('on blue'), attr({ bg: 4 }));
  assert.equal(readStyle('dim inverse'), withFlags(DEFAULT_ATTR, DIM | INVERSE));
  for (const wrong of ['rde', '256', '-1', '#fff', 'on on x']) assert.throws(() => readStyle(wrong), RangeError, wrong);
});

test('a style that is written is read again', () => {
  const colour = fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined });
  const flags = fc.subarray([BOLD, DIM, UNDERLINE, INVERSE]);
  fc.assert(
    fc.property(colour, colour, flags, (fg, bg, set) => {
      const packed = withFlags(attr({ fg, bg }), set.reduce((sum, flag) => sum | flag, 0));
      assert.equal(readStyle(writeStyle(packed)), packed);
    }),
  );
});

test('a theme that is written is read again', () => {
  const { attributes } = createTheme({ colours: 256, unicode: true });
  const data = Object.fromEntries(writeTheme(attributes).trimEnd().split('\n').map((line) => {
    const [role = '', style = ''] = line.split(' = ');
    return [role, JSON.parse(style) as string];
  }));
  assert.deepEqual(readTheme(data), { changes: { ...attributes }, problems: [] });
});

test('without colours every theme is the same', () => {
  const changes = Object.fromEntries(ROLES.map((role) => [role, attr({ fg: 1 })]));
  const bare = createTheme({ colours: 0, unicode: true });
  assert.deepEqual(createTheme({ colours: 0, unicode: true }, changes).attributes, bare.attributes);
  assert.notDeepEqual(createTheme({ colours: 8, unicode: true }, changes).attributes, createTheme({ colours: 8, unicode: true }).attributes);
});
