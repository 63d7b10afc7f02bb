// Which line of the screen is for what: by its size, by what the user wants in the header and by the number of
// processors, so that nothing jumps while it is looked at. Must never depend on anything else that is shown.

import { worstOf } from './headline.ts';
import type { State } from './state.ts';
import type { HeaderGroup, Layout, ProcessorGrid } from './view.ts';
import { viewOf } from './views.ts';

/** From this height on a notice or a prompt has a line of its own, as in top; below it shares the footer's. */
const OWN_NOTICE_ROWS = 16;

/** From this height on a finding has a line more; below it takes that of the processors, and where there is none is told by `a`. */
const FINDING_ROWS = 14;
const LEAST_FINDING_ROWS = 10;

/** Lines of the header by height: a third of the screen at the very most, one line for each thing it can tell. */
const HEADER_LINES: readonly (readonly [screenRows: number, lines: readonly (readonly HeaderGroup[])[]])[] = [
  [40, [['summary'], ['tasks'], ['cpu'], ['memory'], ['swap'], ['pressure'], ['network']]],
  [30, [['summary'], ['tasks'], ['cpu'], ['memory'], ['swap'], ['pressure', 'network']]],
  [22, [['summary'], ['tasks'], ['cpu'], ['memory'], ['swap', 'pressure', 'network']]],
  [14, [['summary'], ['tasks'], ['cpu'], ['memory', 'swap']]],
  [10, [['summary'], ['cpu'], ['memory', 'swap']]],
  [6, [['summary']]],
];

/** Characters. */
const LONGEST_EVIDENCE = 400;

/** A processor's label, its bar and its share. */
const LEAST_PROCESSOR_COLUMNS = 19;
/** So wide it has room for what it does, too. */
const GOOD_PROCESSOR_COLUMNS = 60;

/** Works for any size, also a terminal that says 0 × 0: then there are no table rows. */
export function layoutOf(state: Pick<State, 'screen' | 'display' | 'frame' | 'acknowledged' | 'view'>): Layout {
  const rows = Math.max(1, Math.floor(state.screen.rows));
  const header = headerLines(state, rows);
  const processors = header.some((line) => line.includes('cpu')) ? processorGrid(state, rows) : null;
  const headerRows = header.length + (processors === null ? 0 : processors.lines - 1);
  const ownNotice = rows >= OWN_NOTICE_ROWS;
  const headRow = headerRows + (ownNotice ? 1 : 0);
  const footerRow = rows - 1;
  const firstTableRow = headRow + 1;
  const explanationRows = viewOf(state).explains === true ? explanationLines(state, rows) : 0;
  return {
    header,
    processors,
    headerRows,
    noticeRow: ownNotice ? headerRows : footerRow,
    headRow,
    firstTableRow,
    tableRows: Math.max(0, footerRow - firstTableRow - explanationRows),
    explanationRows: Math.min(explanationRows, Math.max(0, footerRow - firstTableRow)),
    footerRow,
  };
}

/** The evidence about a process, a forecast with it, is five lines of 80 columns; what is said of other rows is three. */
function explanationLines(state: Pick<State, 'screen' | 'view'>, rows: number): number {
  if (rows < 20) return rows >= 10 ? 2 : 0;
  if (viewOf(state).entity !== 'process') return 3;
  return Math.max(3, Math.min(5, Math.ceil(LONGEST_EVIDENCE / Math.max(1, state.screen.columns))));
}

/** What is switched off leaves its line; a line that is left empty leaves the header. */
function headerLines(state: Pick<State, 'display' | 'frame' | 'acknowledged' | 'view'>, rows: number): readonly (readonly HeaderGroup[])[] {
  const { display } = state;
  const isOff: Readonly<Record<HeaderGroup, boolean>> = {
    finding: false,
    summary: !display.summary,
    tasks: display.cpuMeters === 'off',
    cpu: display.cpuMeters === 'off',
    memory: display.memoryMeters === 'off',
    swap: display.memoryMeters === 'off',
    pressure: false,
    network: false,
  };
  const usual = HEADER_LINES.find(([least]) => rows >= least)?.[1] ?? [];
  const lines = viewOf(state).entity === 'connection' ? usual.flatMap(interfacesAlone) : usual;
  const shown = lines.map((line) => line.filter((group) => !isOff[group])).filter((line) => line.length > 0);
  if (rows < LEAST_FINDING_ROWS || worstOf(state) === null) return shown;
  return [...(rows < FINDING_ROWS ? shown.filter(([first]) => first !== 'cpu') : shown), ['finding']];
}

/** What connections go through is not left out for what else would stand beside it. */
function interfacesAlone(line: readonly HeaderGroup[]): readonly (readonly HeaderGroup[])[] {
  if (!line.includes('network') || line.length === 1) return [line];
  return [line.filter((group) => group !== 'network'), ['network']];
}

/** At most a quarter of the screen; wide cells where there is room for them, as many narrow ones as fit where not. */
function processorGrid({ screen, display, frame }: Parameters<typeof layoutOf>[0], rows: number): ProcessorGrid | null {
  const count = frame?.host.columns.cpus[0] ?? NaN;
  if (!display.perCpu || !(count > 0)) return null;
  const most = Math.max(1, Math.floor(screen.columns / LEAST_PROCESSOR_COLUMNS));
  const mostLines = Math.max(1, Math.floor(rows / 4));
  const wide = Math.min(count, Math.floor(screen.columns / GOOD_PROCESSOR_COLUMNS));
  const across = Math.min(most, Math.max(1, wide, Math.ceil(count / mostLines)));
  return { across, lines: Math.min(mostLines, Math.ceil(count / across)), count };
}
