// What the options ask of a batch: the fields, the writer, the order, the user, what must be read. Throws a UsageError for
// what cannot be had; reads nothing of the machine but the users.

import { readFileSync } from 'node:fs';
import type { Entity } from '../core/entity.ts';
import { READS, readsOf } from '../core/field.ts';
import { fieldOf } from '../core/fields.ts';
import { PROCESS_FIELDS, type ProcessColumnId } from '../core/fields/process.ts';
import { compileQuery, queryFields, type CompiledQuery } from '../core/query/compile.ts';
import type { Query } from '../core/query/query.ts';
import { BUSY } from '../core/query/row-queries.ts';
import { wantFields, type Want } from '../core/want.ts';
import type { Chosen, ExportedFrame, Writer } from '../export/exported-frame.ts';
import { checkSelection, FORMATS } from '../export/formats.ts';
import { chooseFields, DEFAULT_ROWS, DEFAULT_SELECTION } from '../export/selection.ts';
import { topColumns, TOP_SELECTION } from '../export/top/columns.ts';
import type { Summary } from '../export/top/summary.ts';
import { createTextWriter } from '../export/top/text.ts';
import { textWidth } from '../ui/terminal/cell-width.ts';
import { pidQuery, userQuery } from './option-filters.ts';
import type { GivenSort } from './option-values.ts';
import { UsageError } from './option-words.ts';
import type { Options } from './options.ts';

export interface BatchPlan {
  readonly createWriter: (summaryOf: (exported: ExportedFrame) => Summary) => Writer;
  /** Frames to write; null for no end. */
  readonly iterations: number | null;
  readonly sort: GivenSort;
  /** Which rows count as tasks, and which of those are shown. */
  readonly counted: CompiledQuery;
  readonly shown: CompiledQuery;
  readonly want: Want;
  /** For the sample before the first frame: what the first frame is compared with, and who owns what. */
  readonly firstWant: Want;
}

/** As top: the busiest first. */
const USUAL_SORT: GivenSort = { field: 'cpu', descending: true };
/** What rows are known and counted by. */
const ALWAYS: readonly ProcessColumnId[] = ['pid', 'tgid', 'start', 'state', 'cpu', 'uid', 'user', 'command'];
/** What -S adds to TIME+. */
const CUMULATIVE: readonly ProcessColumnId[] = ['time', 'childTime'];
/** What GROWTH follows when it is asked for; a batch is seldom longer. */
const GROWTH_WINDOW_SECONDS = 180;
/** Columns of a line: without -w those of the terminal, or of the environment, or these. */
const USUAL_WIDTH = 80;
const WIDEST = 512;

export function planBatch(options: Options): BatchPlan {
  const selection = selectionOf(options);
  const sort = options.sort ?? USUAL_SORT;
  const counted = allOf([pidQuery(options)]);
  const shown = allOf([userQuery(options), options.idle ? null : BUSY]);
  const filtered = [counted, shown].flatMap((query) => queryFields(query, PROCESS_FIELDS));
  const others = [...ALWAYS, ...filtered, sort.field, ...(options.cumulative ? CUMULATIVE : [])];
  const { threads, largeSmaps } = options;
  const want = { ...wantOf(selection, others, options.perCpu), threads, largeSmaps };
  const compared = readsOf(want.columns.map((id) => fieldOf('process', id)).filter(({ kind }) => kind === 'counter')) | READS.stat;
  const { format } = options;
  const isSingle = format !== 'text' && FORMATS[format].single === true;
  return {
    createWriter: (summaryOf) => makeWriter(options, selection, summaryOf),
    iterations: options.iterations ?? (isSingle ? 1 : null),
    sort,
    counted: compileQuery(counted, PROCESS_FIELDS),
    shown: compileQuery(shown, PROCESS_FIELDS),
    want,
    // What has a rate is compared with the first sample; the rest is read for the frame that shows it, but whether a
    // process is too large for its smaps to be read.
    firstWant: {
      ...want,
      reads: (want.reads & READS.cpus) | compared | ((want.reads & READS.smaps) === 0 ? 0 : READS.statm),
      completeReads: compared,
    },
  };
}

function selectionOf({ fields, format }: Options): readonly Chosen[] {
  if (fields === null) {
    if (format === 'text') return TOP_SELECTION;
    return FORMATS[format].oneEntity === true ? DEFAULT_ROWS : DEFAULT_SELECTION;
  }
  try {
    const selection = chooseFields(fields);
    if (format !== 'text') checkSelection(format, selection);
    const foreign = format === 'text' ? selection.find(({ entity }) => entity !== 'process') : undefined;
    if (foreign === undefined) return selection;
    throw new RangeError(`${foreign.entity}.${foreign.id} is no column of a table; add --format json, ndjson, csv or openmetrics`);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--fields: ${error.message}`);
    throw error;
  }
}

function makeWriter(options: Options, selection: readonly Chosen[], summary: (exported: ExportedFrame) => Summary): Writer {
  if (options.format !== 'text') return FORMATS[options.format].create(selection);
  return createTextWriter({
    columns: topColumns(selection, pidDigits(options.root)),
    width: lineWidth(options.width),
    scale: options.taskScale ?? 'k',
    summary,
    cellsOf: textWidth,
  });
}

function lineWidth(asked: Options['width']): number {
  const environment = Number(process.env['COLUMNS']);
  const given = Number.isInteger(environment) && environment > 0 ? Math.min(environment, WIDEST) : null;
  if (asked === 'widest') return given ?? WIDEST;
  // Typed as if it were always a terminal.
  const { columns } = process.stdout as { columns?: number };
  return asked ?? (columns || null) ?? given ?? USUAL_WIDTH;
}

/** Digits of the highest process id of this kernel, as top counts them; 5 at least (the widths of the columns). */
function pidDigits(root: string): number {
  try {
    return String(Number(readFileSync(`${root}/proc/sys/kernel/pid_max`, 'utf8')) - 1).length;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 0;
    throw error;
  }
}

function allOf(queries: readonly (Query | null)[]): Query {
  return { kind: 'and', terms: queries.filter((query) => query !== null) };
}

/** Everything of the fields that are shown, and of those the rows are counted, ordered and filtered by. */
function wantOf(selection: readonly Chosen[], others: readonly string[], perCpu: boolean): Want {
  // The totals of groups are made of the process fields of the same ids.
  const ids = selection.filter(({ entity }) => entity === 'process' || entity === 'group').map(({ id }) => id);
  const { columns, reads, completeReads } = wantFields([], [...ids, ...others]);
  const has = (entity: Entity): boolean => selection.some((chosen) => chosen.entity === entity);
  return {
    columns,
    completeReads,
    everyRow: true,
    reads: reads | (perCpu || has('cpu') ? READS.cpus : 0),
    focus: [],
    trend: null,
    growthWindowSeconds: GROWTH_WINDOW_SECONDS,
    ...(has('group') ? { side: { group: { by: 'command', focus: [] } } } : {}),
  };
}
