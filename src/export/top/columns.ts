// The columns of the text export: those top(1) shows from the start, with its widths, or fields that were asked for.
// Must never use ids twice: what a field is called comes from its declaration.

import { PROCESS_FIELDS, type ProcessFieldId } from '../../core/fields/process.ts';
import { isText } from '../../core/field.ts';
import type { Chosen } from '../exported-frame.ts';

export interface TopColumn {
  readonly chosen: Chosen;
  readonly header: string;
  /** Cells; the last column of texts gets what is left of the line. */
  readonly width: number;
  readonly isText: boolean;
}

/** top's columns from the start and their widths; the process id has as many cells as the kernel's highest one needs. */
const TOP_WIDTHS: Readonly<Partial<Record<ProcessFieldId, number>>> = {
  pid: 5,
  user: 8,
  pr: 3,
  ni: 3,
  virt: 7,
  res: 6,
  shr: 6,
  state: 1,
  cpu: 5,
  mem: 5,
  time: 9,
  command: 7,
};

export const TOP_SELECTION: readonly Chosen[] = (Object.keys(TOP_WIDTHS) as ProcessFieldId[]).map((id) => ({
  entity: 'process',
  id,
  field: PROCESS_FIELDS[id],
}));

/** Widths as top chooses them; a text column at the end is as wide as its header at least. */
export function topColumns(selection: readonly Chosen[], pidDigits: number): TopColumn[] {
  return selection.map((chosen) => {
    const { field, id, entity } = chosen;
    const width = (entity === 'process' ? TOP_WIDTHS[id as ProcessFieldId] : undefined) ?? field.width;
    return { chosen, header: field.header, isText: isText(field), width: field.unit === 'id' ? Math.max(width, pidDigits) : width };
  });
}

/**
 * The columns that fit into a line of `width` cells, from the left, each with a blank behind it; the last one, when it is
 * a text, grows to the end of the line.
 */
export function fitTopColumns(columns: readonly TopColumn[], width: number): TopColumn[] {
  const fitting: TopColumn[] = [];
  let used = 0;
  for (const column of columns) {
    if (used + column.width + 1 > width) break;
    used += column.width + 1;
    fitting.push(column);
  }
  const last = fitting.at(-1);
  const takesRest = last?.chosen.field.unit === 'text' && fitting.length === columns.length;
  if (last !== undefined && takesRest) fitting.push({ ...(fitting.pop() as TopColumn), width: last.width + width - used });
  return fitting;
}
