// The heads of the columns: aligned as their cells are, the sorted one marked by look and sign, what is no exact figure by a dim
// sign before it, and a sign at either end where more columns are. Must never decide which columns are shown.

import { fieldOf } from '../core/fields.ts';
import type { Unit } from '../core/field.ts';
import { GRADE_SIGNS, gradeOf } from '../core/grade.ts';
import type { Display } from '../store/display.ts';
import type { View } from '../store/view.ts';
import { DIM } from './terminal/attr.ts';
import type { Surface } from './terminal/grid.ts';
import { fitWidth } from './terminal/cell-width.ts';
import { withGlyphs, type Theme } from './theme.ts';

export function paintHeads(surface: Surface, { table, display, frame }: Pick<View, 'table' | 'display' | 'frame'>, theme: Theme): void {
  const { attributes, glyphs } = theme;
  surface.fill(0, 0, surface.columns, attributes.head);
  for (const { id, x, width } of table.columns) {
    const field = fieldOf(table.definition.entity, id);
    const sorted = id === table.sort.field;
    const sign = sorted ? (table.sort.descending ? glyphs.descending : glyphs.ascending) : '';
    const grade = GRADE_SIGNS[gradeOf(field, frame?.sources ?? [])];
    const header = grade + withGlyphs(field.header, theme);
    const text = headText(header, sign, width, isLeft(field.unit, display, id === table.definition.stretched));
    surface.put(x, 0, text, sorted ? attributes.headSorted : attributes.head);
    if (grade !== '') surface.mark(x + text.indexOf(grade), 0, grade.length, DIM);
  }
  if (table.moreLeft) surface.put(0, 0, glyphs.moreLeft, attributes.headSorted);
  if (table.moreRight) surface.put(surface.columns - 1, 0, glyphs.moreRight, attributes.headSorted);
}

/** Texts begin at the left, numbers end at the right. */
function isLeftAligned(unit: Unit): boolean {
  return unit === 'text' || unit === 'series' || unit === 'state' || unit === 'verdict';
}

/** As the cells below are put. */
function isLeft(unit: Unit, display: Display, stretched: boolean): boolean {
  if (unit === 'text') return stretched || !display.textsRight;
  return isLeftAligned(unit) || display.numbersLeft;
}

/** The sign is left out where the header alone fills the column: the look still tells. */
function headText(header: string, sign: string, width: number, left: boolean): string {
  const text = fitWidth(header.length + sign.length <= width ? header + sign : header, width);
  return left ? text.padEnd(width) : text.padStart(width);
}
