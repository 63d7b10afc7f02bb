// The interfaces in the header, above the connections that go through them: the busiest first, each with its rates over the
// wire, how full it is where its speed is known, what waits and what it throws away, and who uses it, which is shares of
// payload. Only those that are up in the own network namespace: what others move goes through them, too.
// Must never add wire and payload up.

import { INTERFACE_FIELDS } from '../core/fields/interface.ts';
import { GRADE_SIGNS, gradeOf } from '../core/grade.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import type { HeaderContext } from './header-meters.ts';
import { bytesText } from './meters.ts';
import { span, type Item, type Span } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';

const LONGEST_NAME = 12;
/** The busiest stays as long as the pressure does. */
const FIRST_RANK = 60;
/** Who uses them is told where there is room left. */
const SHARES_RANK = 30;
/** A link that is so full makes everything on it wait. */
const FULL_PERCENT = 90;
const LONGEST_SHARES = 48;

export function interfaceItems({ view, theme }: HeaderContext, interfaces: AnyTable): Item[] {
  const { glyphs } = theme;
  const of = (id: string): Float64Array => columnOf(interfaces, id);
  const [name, received, sent, use] = [of('name'), of('receiveRate'), of('sendRate'), of('use')];
  const [drops, backlog, top, where, state] = [of('dropRate'), of('backlog'), of('top'), of('where'), of('state')];
  const busy = (row: number): number => (received[row] as number) + (sent[row] as number) || 0;
  const text = (column: Float64Array, row: number): string => view.texts.textOf(column[row] as number);
  const isMeant = (row: number): boolean => text(where, row) === '' && text(state, row) !== 'down';
  const sign = GRADE_SIGNS[gradeOf(INTERFACE_FIELDS.top, view.frame?.sources ?? [])];
  const rows = Array.from({ length: interfaces.rows }, (_, row) => row).filter(isMeant).sort((a, b) => busy(b) - busy(a) || a - b);
  return rows.flatMap((row, i) => {
    const rate = (column: Float64Array): string => `${bytesText(column[row] as number, glyphs)}/s`;
    const spans: Span[] = [
      ...(i === 0 ? [span('Wire ', 'label')] : []),
      span(`${fitWidth(text(name, row), LONGEST_NAME)} `),
      span(glyphs.received, 'label'),
      span(rate(received)),
      span(` ${glyphs.sent}`, 'label'),
      span(rate(sent)),
    ];
    const percent = use[row] as number;
    if (percent >= 0) spans.push(span(` ${percent.toFixed(0)}%`, percent >= FULL_PERCENT ? 'bad' : 'text'));
    if ((drops[row] as number) > 0) spans.push(span(` drops ${(drops[row] as number).toFixed(1)}/s`, 'bad'));
    if ((backlog[row] as number) > 0) spans.push(span(` waiting ${bytesText(backlog[row] as number, glyphs).trim()}`, 'warn'));
    const shares = top[row] as number;
    const item: Item = { rank: FIRST_RANK - i, spans };
    if (!(shares >= 0)) return [item];
    const who = fitWidth(text(top, row), LONGEST_SHARES).trimEnd();
    return [item, { rank: SHARES_RANK - i, spans: [span('by ', 'label'), span(sign, 'dim'), span(who)] }];
  });
}
