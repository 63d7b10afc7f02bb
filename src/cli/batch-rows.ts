// Which rows of a frame a batch shows, and in which order. Must never change a frame.

import { KEY_COLUMNS } from '../core/entity.ts';
import { fieldOf } from '../core/fields.ts';
import { tableIn, type Frame } from '../core/frame.ts';
import { Order } from '../core/order.ts';
import type { CompiledQuery, RowTest } from '../core/query/compile.ts';
import { columnOf } from '../core/table.ts';
import { compareCodePoints } from '../core/text-ranks.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { BatchTexts } from './batch-texts.ts';

export class BatchRows {
  private readonly order = new Order();

  constructor(
    private readonly plan: BatchPlan,
    private readonly texts: BatchTexts,
  ) {}

  /** The rows that count as tasks. */
  tasks(frame: Frame): Int32Array<ArrayBuffer> {
    return allRows(frame.process.rows).filter(this.testOf(frame, this.plan.counted));
  }

  /** The rows of what the batch is about, in order: of processes those of the tasks that are shown. */
  select(frame: Frame, tasks: Int32Array): Int32Array {
    if (this.plan.entity !== 'process') return this.ordered(frame);
    const isTask = new Uint8Array(frame.process.rows);
    for (const row of tasks) isTask[row] = 1;
    const isShown = this.testOf(frame, this.plan.shown);
    return this.ordered(frame).filter((row) => isTask[row] === 1 && isShown(row));
  }

  private testOf({ process }: Frame, query: CompiledQuery): RowTest {
    return query({ column: (field) => columnOf(process, field), textOf: this.texts.internedText });
  }

  private ordered(frame: Frame): Int32Array {
    const { entity, sort } = this.plan;
    const table = tableIn(frame, entity);
    if (table === null) return new Int32Array(0);
    const { rows } = table;
    if (sort === null) return allRows(rows);
    const { field, descending } = sort;
    const [first = field, second = first] = KEY_COLUMNS[entity];
    this.order.load({
      rows,
      keys: columnOf(table, field),
      textOf: fieldOf(entity, field).unit === 'text' ? this.texts.internedText : null,
      descending,
      pids: columnOf(table, first),
      starts: columnOf(table, second),
    });
    this.order.arrange(0, rows);
    const ordered = this.order.indices.slice(0, rows);
    if (entity !== 'process' || field !== 'command') return ordered;
    // By what is shown, which may be the command line. The sort is stable: ties stay in the order of process ids.
    const textOf = this.texts.textOf(frame);
    const lines = Array.from(ordered, (row) => ({ row, text: textOf('process', 'command', row) ?? '' }));
    lines.sort((a, b) => (descending ? -1 : 1) * compareCodePoints(a.text, b.text));
    return Int32Array.from(lines, ({ row }) => row);
  }
}

export function allRows(rows: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: rows }, (_, row) => row);
}
