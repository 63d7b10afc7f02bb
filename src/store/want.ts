// What the screen wants read: from the next sample, and from the inspector. Made from what the view shows.

import { isSide, type ProcessKey } from '../core/entity.ts';
import { READS, readsOf } from '../core/field.ts';
import { fieldOf } from '../core/fields.ts';
import { PROCESS_FIELDS } from '../core/fields/process.ts';
import { GROUP_COLUMN } from '../core/grouping.ts';
import { MAPPED_BY } from '../core/mapped-memory.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { wantFields, type GroupWant, type TrendWant, type Want } from '../core/want.ts';
import { filterFields, filtersCommands } from './filters.ts';
import { processKeyOfRow, processOf, selectedProcess } from './ranking.ts';
import { addedFields } from './shown-columns.ts';
import type { State } from './state.ts';
import type { TableView } from './view.ts';
import { entityOf, showsThreads, tableOf, viewOf } from './views.ts';

/** A process may change its command line: the ones on screen are read again once in so many frames. */
const REREAD_FRAMES = 10;
/** Those a filter looks at that are not on screen are asked for so many at a time, and again more seldom. */
const MOST_LINES = 500;
const REREAD_HIDDEN_FRAMES = 50;

/** Members of groups are read twenty a tick: of more the first would be old before the last is known. */
const MOST_MEMBERS = 200;

/** What the detail pane says of a process beside what every frame holds. */
const DETAIL_FIELDS = ['elapsed', 'growth'];
/** The history goes on whatever is shown, so that a trend is there when it is asked for. */
const HISTORY_READS = readsOf([PROCESS_FIELDS.growth, PROCESS_FIELDS.verdict]) | READS.memory;
/** Growth is judged whatever is shown; this tells memory that is asked for from memory that was reserved before. */
const JUDGED_BY = ['data'];

/** The memory field TREND follows: the one sorted by, or what only this process holds. */
function trendField(state: State): string {
  const { field } = tableOf(state).sort;
  if (entityOf(state) === 'memoryClass') return 'bytes';
  return fieldOf(entityOf(state), field).memory === true ? field : 'held';
}

/**
 * What the next sample should read. `previous` itself is answered when nothing else is wanted than before, so that the
 * runner sees by `===` whether there is something to send. The order of the focus rows says nothing: it is by pid.
 */
export function wantOf(state: State, table: TableView, previous: Want | null): Want {
  const shown = table.columns.map((column) => column.id);
  // The history is that of processes.
  const trend = shown.includes('trend') && !showsThreads(state) ? trendOf(state) : null;
  const { columns, sort } = tableOf(state);
  const ofDetail = state.overlay?.kind === 'detail' ? DETAIL_FIELDS : [];
  // A total of a group has the id of the process field it is a sum of; those of other entities only happen to be called so.
  const isOfProcesses = entityOf(state) === 'process' || entityOf(state) === 'group';
  const ofAccount = entityOf(state) === 'memoryClass' ? MAPPED_BY : [];
  const complete = isOfProcesses ? [sort.field, ...filterFields(state), ...keyFields(state), ...addedFields(state)] : ofAccount;
  const fields = wantFields([...(isOfProcesses ? columns : []), ...ofDetail, ...JUDGED_BY], complete);
  // What its own table takes from the rows of processes.
  const ofOthers = isOfProcesses ? 0 : readsOf(columns.map((id) => fieldOf(entityOf(state), id)));
  const want: Want = {
    ...fields,
    reads: fields.reads | ofOthers | HISTORY_READS | (showsProcessors(state) ? READS.cpus : 0),
    focus: focusOf(state, table),
    trend,
    growthWindowSeconds: state.windowSeconds,
    findings: true,
    ...sideOf(state, table),
    ...(showsThreads(state) ? { threads: true } : {}),
    ...(viewOf(state).explains === true || state.overlay?.kind === 'detail' ? { explains: true } : {}),
    ...(state.largeSmaps ? { largeSmaps: true } : {}),
    ...(state.resolve ? { resolve: true } : {}),
  };
  return previous !== null && isSameWant(previous, want) ? previous : want;
}

/** While paused rows that are scrolled in get the trend they had when the screen was kept, as those beside them. */
function trendOf(state: State): TrendWant {
  const { paused, frame, windowSeconds } = state;
  const want = { field: trendField(state), windowSeconds };
  return paused && frame !== null ? { ...want, endSeconds: frame.uptimeSeconds } : want;
}

/**
 * The processes whose command line is to be read now: with `c`, those on screen, and all that a filter looks at. Each is
 * read once, again when its name changes, and now and then. The runner must not ask again while a question is open.
 */
export function commandLinesWanted(state: State, table: TableView): readonly ProcessKey[] {
  const { frame } = state;
  if (!state.showCommandLine || frame === null) return [];
  const { data, definition, rows, rowCount } = table;
  if (data === null || definition.entity !== 'process') return [];
  const isOld = oldLines(state, data, frame.sequence);
  const onScreen = rows.subarray(0, rowCount).filter((row) => isOld(row, REREAD_FRAMES));
  const asked = [...onScreen];
  const last = filtersCommands(state) ? data.rows : 0;
  for (let row = 0; row < last && asked.length < MOST_LINES; row++) {
    if (isOld(row, REREAD_HIDDEN_FRAMES) && !onScreen.includes(row)) asked.push(row);
  }
  return asked.map((row) => processKeyOfRow(data, row));
}

/** Tells of a row whether its command line is unknown, that of another program, or read so many frames ago. */
function oldLines({ texts, commandLines }: State, data: AnyTable, sequence: number): (row: number, frames: number) => boolean {
  const [pid, start, command] = [columnOf(data, 'pid'), columnOf(data, 'start'), columnOf(data, 'command')];
  return (row, frames) => {
    const known = commandLines.get(pid[row] as number);
    if (known === undefined || known.start !== start[row]) return true;
    return sequence - known.sequence >= frames || known.name !== texts.textOf(command[row] as number);
  };
}

function showsProcessors({ display }: State): boolean {
  return display.perCpu && display.cpuMeters !== 'off';
}

/** The processes or threads on screen; none where the view shows something else. */
function shownProcesses({ definition, data, rows, rowCount }: TableView): ProcessKey[] {
  if (data === null || definition.entity !== 'process') return [];
  return Array.from(rows.subarray(0, rowCount), (row) => processKeyOfRow(data, row));
}

function focusOf(state: State, table: TableView): readonly ProcessKey[] {
  const ofRows = shownProcesses(table).flatMap((key) => processOf(state, key) ?? []);
  const keys = [...ofRows, ...membersInFocus(state, table)];
  const selected = selectedProcess(state);
  if (selected !== null) keys.push(selected);
  if (state.overlay?.kind === 'detail') keys.push(state.overlay.key);
  keys.sort((a, b) => a.pid - b.pid || a.start - b.start);
  return keys.filter((key, i) => i === 0 || !isSameKey(key, keys[i - 1]));
}

/** What the groups on screen are made by. */
function keyFields(state: State): readonly string[] {
  return entityOf(state) === 'group' ? [GROUP_COLUMN[state.groupBy]] : [];
}

/** The other tables are made while they are on screen. */
function sideOf(state: State, table: TableView): Pick<Want, 'side'> {
  const { entity } = table.definition;
  if (entity === 'group') return { side: { group: groupsOf(state, table) } };
  // Above the connections the header tells of the interfaces they go through.
  if (entity === 'connection') return { side: { connection: true, interface: true } };
  return isSide(entity) ? { side: { [entity]: true } } : {};
}

function groupsOf(state: State, { data, rows, rowCount }: TableView): GroupWant {
  const names = data === null ? null : columnOf(data, 'name');
  const focus = Array.from(rows.subarray(0, rowCount), (row) => state.texts.textOf(names?.[row] as number));
  return { by: state.groupBy, focus: focus.sort() };
}

/** The processes of the groups on screen whose totals need what only the inspector reads: whole groups, from the first on. */
function membersInFocus(state: State, { definition, data, columns, rows, rowCount }: TableView): ProcessKey[] {
  const isWanted = columns.some(({ id }) => (readsOf([fieldOf(definition.entity, id)]) & READS.smaps) !== 0);
  if (data === null || state.frame === null || definition.entity !== 'group' || !isWanted) return [];
  const { process: processes } = state.frame;
  const groupOf = columnOf(processes, GROUP_COLUMN[state.groupBy]).subarray(0, processes.rows);
  const names = columnOf(data, 'name');
  const sizes = columnOf(data, 'processes');
  let room = MOST_MEMBERS;
  const chosen = new Set<number>();
  for (const row of rows.subarray(0, rowCount)) {
    if ((sizes[row] as number) > room) continue;
    room -= sizes[row] as number;
    chosen.add(names[row] as number);
  }
  const members = Array.from(groupOf.keys()).filter((row) => chosen.has(groupOf[row] as number));
  return members.map((row) => processKeyOfRow(processes, row));
}

function isSameKey(a: ProcessKey, b: ProcessKey | undefined): boolean {
  return a.pid === b?.pid && a.start === b.start;
}

function isSameWant(a: Want, b: Want): boolean {
  return (
    a.reads === b.reads &&
    a.completeReads === b.completeReads &&
    a.columns.length === b.columns.length &&
    a.columns.every((id, i) => id === b.columns[i]) &&
    a.threads === b.threads &&
    a.largeSmaps === b.largeSmaps &&
    a.resolve === b.resolve &&
    a.explains === b.explains &&
    a.growthWindowSeconds === b.growthWindowSeconds &&
    a.trend?.field === b.trend?.field &&
    a.trend?.windowSeconds === b.trend?.windowSeconds &&
    a.trend?.endSeconds === b.trend?.endSeconds &&
    JSON.stringify(a.side) === JSON.stringify(b.side) &&
    a.focus.length === b.focus.length &&
    a.focus.every((key, i) => isSameKey(key, b.focus[i]))
  );
}
