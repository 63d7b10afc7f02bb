// Which rows of a frame a batch shows, and in which order. Must never change a frame.

import { fieldOf } from '../core/fields.ts';
import type { Frame } from '../core/frame.ts';
import { Order } from '../core/order.ts';
import { columnOf } from '../core/table.ts';
import { compareCodePoints } from '../core/text-ranks.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { BatchTexts } from './batch-texts.ts';

export class BatchRows {
  private readonly order = new Order();

  /** The rows that count as tasks: all, or the processes that were named, each with its threads where those are shown. */
  tasks({ process }: Frame, pids: readonly number[]): Int32Array<ArrayBuffer> {
    const all = allRows(process.rows);
    if (pids.length === 0) return all;
    const wanted = new Set(pids);
    const tgids = columnOf(process, 'tgid');
    return all.filter((row) => wanted.has(tgids[row] as number));
  }

  /** Those of the tasks that are shown, in order. */
  select(frame: Frame, tasks: Int32Array, plan: BatchPlan, texts: BatchTexts): Int32Array {
    const isTask = new Uint8Array(frame.process.rows);
    for (const row of tasks) isTask[row] = 1;
    const isOfUser = userTest(frame, plan.user);
    const { cpu } = frame.process.columns;
    return this.ordered(frame, plan.sort, texts).filter((row) => {
      return isTask[row] === 1 && (plan.idle || (cpu[row] as number) > 0) && isOfUser(row);
    });
  }

  private ordered(frame: Frame, { field, descending }: BatchPlan['sort'], texts: BatchTexts): Int32Array {
    const { columns, rows } = frame.process;
    this.order.load({
      rows,
      keys: columnOf(frame.process, field),
      textOf: fieldOf('process', field).unit === 'text' ? texts.internedText : null,
      descending,
      pids: columns.pid,
      starts: columns.start,
    });
    this.order.arrange(0, rows);
    const ordered = this.order.indices.slice(0, rows);
    if (field !== 'command') return ordered;
    // By what is shown, which may be the command line. The sort is stable: ties stay in the order of process ids.
    const textOf = texts.textOf(frame);
    const lines = Array.from(ordered, (row) => ({ row, text: textOf('process', 'command', row) ?? '' }));
    lines.sort((a, b) => (descending ? -1 : 1) * compareCodePoints(a.text, b.text));
    return Int32Array.from(lines, ({ row }) => row);
  }
}

export function allRows(rows: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

function userTest({ process }: Frame, user: BatchPlan['user']): (row: number) => boolean {
  if (user === null) return () => true;
  const ids = user.columns.map((id) => columnOf(process, id));
  return (row) => ids.some((column) => column[row] === user.uid) !== user.excluded;
}
