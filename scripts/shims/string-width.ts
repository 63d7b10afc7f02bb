// Stands in for string-width in the bundle: the width of a text in terminal cells, colours not counted.
// Our help texts and progress lines are all it measures; the original builds an emoji regex and an Intl.Segmenter at
// import, 110 ms before the first frame.

import { eastAsianWidth } from 'get-east-asian-width';

// eslint-disable-next-line no-control-regex -- escape sequences begin with a control byte
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\))/gu;
const NO_CELL = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}]$/u;

export default function stringWidth(text: string): number {
  let cells = 0;
  for (const char of text.replace(ESCAPES, '')) {
    if (!NO_CELL.test(char)) cells += eastAsianWidth(char.codePointAt(0) ?? 0);
  }
  return cells;
}
