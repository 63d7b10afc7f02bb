// What the options ask of a batch: the fields, the writer, the order, the user, what must be read. Throws a UsageError for
// what cannot be had; reads nothing of the machine but the users.

import { readFileSync } from 'node:fs';
import { isSide, KEY_COLUMNS, SIDE_ENTITIES, type Entity } from '../core/entity.ts';
import { isText, READS, readsOf } from '../core/field.ts';
import { fieldOf, isSortable } from '../core/fields.ts';
import { PROCESS_FIELDS, type ProcessColumnId } from '../core/fields/process.ts';
import { MAPPED_BY } from '../core/mapped-memory.ts';
import { GROUP_COLUMN } from '../core/grouping.ts';
import { compileQuery, queryFields, type CompiledQuery } from '../core/query/compile.ts';
import type { Query } from '../core/query/query.ts';
import { BUSY } from '../core/query/row-queries.ts';
import { wantFields, type SideWant, type Want } from '../core/want.ts';
import type { Chosen, ExportedFrame, Writer } from '../export/exported-frame.ts';
import { checkSelection, FORMATS } from '../export/formats.ts';
import { chooseFields, DEFAULT_ROWS, DEFAULT_SELECTION, exportable } from '../export/selection.ts';
import { topColumns, TOP_SELECTION, type TopColumn } from '../export/top/columns.ts';
import type { Summary } from '../export/top/summary.ts';
import { createTextWriter } from '../export/top/text.ts';
import { fitColumns } from '../store/columns.ts';
import type { TableDefinition } from '../store/views/view-definition.ts';
import { textWidth } from '../ui/terminal/cell-width.ts';
import { pidQuery, userQuery } from './option-filters.ts';
import type { GivenSort } from './option-values.ts';
import { UsageError } from './option-words.ts';
import { subjectOf, type Options } from './options.ts';

export interface BatchPlan {
  readonly createWriter: (summaryOf: (exported: ExportedFrame) => Summary) => Writer;
  /** Frames to write; null for no end. */
  readonly iterations: number | null;
  /** What the rows are that are ordered, and written as text. */
  readonly entity: Entity;
  /** null: as they come. */
  readonly sort: GivenSort | null;
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
/** What findings come from beside what is read for them alone: growth of processes and of the kernel. */
const FOUND_BY: readonly ProcessColumnId[] = ['verdict', 'data'];
/** What GROWTH follows when it is asked for; a batch is seldom longer. */
const GROWTH_WINDOW_SECONDS = 180;
/** Columns of a line: without -w those of the terminal, or of the environment, or these. */
const USUAL_WIDTH = 80;
const WIDEST = 512;

export function planBatch(options: Options): BatchPlan {
  const selection = selectionOf(options);
  const { entity, sort: sortOfView, only = null } = subjectOf(options);
  const sort = options.sort ?? (isUsual(options) ? USUAL_SORT : sortOfView);
  const counted = allOf([pidQuery(options)]);
  const shown = allOf([only, userQuery(options), options.idle ? null : BUSY]);
  const filtered = [counted, shown].flatMap((query) => queryFields(query, PROCESS_FIELDS));
  const others = [...ALWAYS, ...filtered, ...(sort === null ? [] : [sort.field]), ...(options.cumulative ? CUMULATIVE : [])];
  const { threads, largeSmaps, resolve } = options;
  const want = { ...wantOf(selection, entity, others, options), threads, largeSmaps, resolve };
  const compared = readsOf(want.columns.map((id) => fieldOf('process', id)).filter(({ kind }) => kind === 'counter')) | READS.stat;
  const { format } = options;
  const isSingle = format !== 'text' && FORMATS[format].single === true;
  return {
    createWriter: (summaryOf) => makeWriter(options, selection, summaryOf),
    iterations: options.iterations ?? (isSingle ? 1 : null),
    entity,
    sort,
    counted: compileQuery(counted, PROCESS_FIELDS),
    shown: compileQuery(shown, PROCESS_FIELDS),
    want,
    // What has a rate is compared with the first sample; the rest is read for the frame that shows it, but whether a
    // process is too large for its smaps to be read.
    firstWant: {
      ...want,
      reads: (want.reads & (READS.cpus | READS.traffic | READS.connections)) | compared | ((want.reads & READS.smaps) === 0 ? 0 : READS.statm),
      completeReads: compared,
    },
  };
}

/** Whether no view was asked for, or the one there is without a word. */
function isUsual({ askedView, findings }: Options): boolean {
  return !findings && (askedView === null || askedView === 'processes');
}

function selectionOf(options: Options): readonly Chosen[] {
  const { fields, format } = options;
  if (fields === null) {
    if (!isUsual(options)) return selectionOfView(subjectOf(options));
    if (format === 'text') return TOP_SELECTION;
    return FORMATS[format].oneEntity === true ? DEFAULT_ROWS : DEFAULT_SELECTION;
  }
  try {
    const selection = chooseFields(fields);
    if (format !== 'text') checkSelection(format, selection);
    const foreign = format === 'text' ? selection.find(({ entity }) => entity !== subjectOf(options).entity) : undefined;
    if (foreign === undefined) return selection;
    throw new RangeError(`${foreign.entity}.${foreign.id} is no column of a table; add --format json, ndjson, csv or openmetrics`);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--fields: ${error.message}`);
    throw error;
  }
}

/** The columns of a view that have values, each with the seconds it is of, after what tells its rows apart. */
function selectionOfView({ entity, columns }: TableDefinition): readonly Chosen[] {
  const all = exportable(entity);
  const ids = new Set([...KEY_COLUMNS[entity], ...columns.flatMap((id) => [id, fieldOf(entity, id).over ?? id])]);
  return [...ids].flatMap((id) => all.find((chosen) => chosen.id === id) ?? []);
}

/** As on a screen of that width: on a narrow one the most important columns. */
function columnsOfView(options: Options): readonly TopColumn[] {
  const view = subjectOf(options);
  const { columns } = fitColumns({
    view,
    columns: view.columns.filter((id) => isSortable(view.entity, id)),
    offset: 0,
    // There is a blank behind the last one, too.
    width: lineWidth(options) - 1,
    largestPid: 10 ** pidDigits(options.root) - 1,
    sortField: view.sort?.field ?? view.pinned,
    showCommandLine: false,
  });
  return columns.map(({ id, width }) => {
    const field = fieldOf(view.entity, id);
    return { chosen: { entity: view.entity, id, field }, header: field.header, width, isText: isText(field) };
  });
}

function makeWriter(options: Options, selection: readonly Chosen[], summary: (exported: ExportedFrame) => Summary): Writer {
  if (options.format !== 'text') return FORMATS[options.format].create(selection);
  return createTextWriter({
    columns: options.fields === null && !isUsual(options) ? columnsOfView(options) : topColumns(selection, pidDigits(options.root)),
    width: lineWidth(options),
    scale: options.taskScale ?? 'k',
    // What top says above its table counts processes.
    summary: subjectOf(options).entity === 'process' ? summary : null,
    cellsOf: textWidth,
  });
}

function lineWidth(options: Options): number {
  const asked = options.width;
  const environment = Number(process.env['COLUMNS']);
  const given = Number.isInteger(environment) && environment > 0 ? Math.min(environment, WIDEST) : null;
  if (asked === 'widest') return given ?? WIDEST;
  // Typed as if it were always a terminal.
  const { columns } = process.stdout as { columns?: number };
  // What reads a pipe gets top's table as top writes it, and other tables whole.
  return asked ?? (columns || null) ?? given ?? (isUsual(options) ? USUAL_WIDTH : WIDEST);
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
function wantOf(
  selection: readonly Chosen[],
  subject: Entity,
  others: readonly string[],
  { perCpu, groupBy }: Options,
): Want {
  const has = (entity: Entity): boolean => entity === subject || selection.some((chosen) => chosen.entity === entity);
  // The totals of groups are made of the process fields of the same ids.
  // A field of another row of the same id is that of its process, too.
  const ids = selection.filter(({ entity }) => entity === 'process' || isSide(entity)).map(({ id }) => id);
  const { columns, reads, completeReads } = wantFields([], [
    ...ids, ...others, ...(has('group') ? [GROUP_COLUMN[groupBy]] : []), ...(has('finding') ? FOUND_BY : []),
    ...(has('memoryClass') ? MAPPED_BY : []),
  ]);
  const side: SideWant = Object.fromEntries(
    SIDE_ENTITIES.filter(has).map((entity) => [entity, entity === 'group' ? { by: groupBy, focus: [] } : true]),
  );
  return {
    columns,
    completeReads,
    everyRow: true,
    reads: reads | (perCpu || has('cpu') ? READS.cpus : 0) | (has('finding') ? READS.memory : 0),
    focus: [],
    trend: null,
    growthWindowSeconds: GROWTH_WINDOW_SECONDS,
    side,
  };
}
