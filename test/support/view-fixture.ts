// Builds what the screen is given, by hand and the same every time: a machine of 300 processes with everything that
// goes wrong on one. Must never use a clock or a random source of its own.

import type { HistoryAnswer, ProcessDetails } from '../../src/core/answer.ts';
import { NOTHING_ACKNOWLEDGED } from '../../src/core/acknowledged.ts';
import { CPU_COLUMNS, type CpuColumnId } from '../../src/core/fields/cpu.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import { tableIn, type Frame, type Trend } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf, Table, type AnyTable } from '../../src/core/table.ts';
import { fitColumns } from '../../src/store/columns.ts';
import { DEFAULT_DISPLAY } from '../../src/store/display.ts';
import { headlineOf } from '../../src/store/headline.ts';
import { layoutOf } from '../../src/store/layout.ts';
import type { Overlay } from '../../src/store/state.ts';
import type { View } from '../../src/store/view.ts';
import { VIEWS, type ViewId } from '../../src/store/views.ts';
import { groupsOf } from './group-fixture.ts';

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;
const WALL_MILLIS = Date.UTC(2026, 2, 14, 3, 7, 9);
const UPTIME_SECONDS = 41 * 86_400 + 5 * 3600 + 12 * 60 + 7;

/** Names as a hostile or merely foreign user gives them; none may break the columns or reach the terminal raw. */
export const HOSTILE_NAMES: readonly string[] = [
  '\x1b[31mred\x1b[0m',
  '{bold}tags{/bold}',
  'two\nlines',
  'tab\there',
  '\u202egnirts\u202c',
  '日本語サーバー',
  'e\u0301tage',
  '👩‍👩‍👧 family',
  '✅ok',
  '\x9b2J',
  '\ufffdbad\ufffd',
  '\u200bzero\u200bwidth',
  'ﷺ',
  '\x07bell',
  '🇩🇪flag',
  '%s%n',
  ' lead',
  '',
];

const NAMES = ['systemd', 'sshd', 'postgres', 'nginx', 'node', 'java', 'kworker/0:1', 'cron', 'redis-server', 'bash'];
const USERS = ['root', 'www-data', 'postgres', 'alice', 'a-very-long-user-name'];

/** The numbers of one sample, and the texts and histories that go with it. */
export interface Machine {
  readonly frame: Frame;
  readonly texts: InternedTexts;
  readonly trend: Trend;
  readonly commandLines: Map<number, { start: number; text: string | null }>;
}

export interface MachineOptions {
  readonly processes?: number;
  /** The first rows get these names. */
  readonly names?: readonly string[];
  /** Another sample of the same machine: the numbers move with it. */
  readonly step?: number;
  readonly host?: Partial<Record<HostColumnId, number>>;
  /** So many processors, each with its own shares. */
  readonly cpus?: number;
}

/** A machine with zombies, D-state and stopped processes, unknown values, swap, pressure and one leaker. */
export function makeMachine(options: MachineOptions = {}): Machine {
  const count = options.processes ?? 300;
  const step = options.step ?? 0;
  const strings: [number, string][] = [];
  const ids = new Map<string, number>();
  const idOf = (text: string): number => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    const id = ids.size + 1;
    ids.set(text, id);
    strings.push([id, text]);
    return id;
  };
  const process = new Table(PROCESS_COLUMNS, count);
  process.rows = count;
  const commandLines = new Map<number, { start: number; text: string | null }>();
  for (let row = 0; row < count; row++) {
    const name = options.names?.[row] ?? NAMES[row % NAMES.length] ?? '';
    fillRow(process, row, step, idOf(USERS[row % USERS.length] ?? ''), idOf(name));
    const pid = process.columns.pid[row] as number;
    const kernel = name.startsWith('kworker');
    if (row % 4 !== 3) {
      commandLines.set(pid, {
        start: process.columns.start[row] as number,
        text: kernel ? null : `/usr/bin/${name} --serve`,
      });
    }
  }
  const host = new Table(HOST_COLUMNS, 1);
  host.rows = 1;
  const values: Partial<Record<HostColumnId, number>> = { ...hostValues(count, idOf('eth0')), ...options.host };
  for (const id of HOST_COLUMNS) host.columns[id][0] = values[id] ?? NaN;
  if (options.cpus !== undefined) host.columns.cpus[0] = options.cpus;
  const texts = new InternedTexts();
  texts.apply(strings);
  const frame: Frame = {
    sequence: step + 1,
    wallMillis: WALL_MILLIS + step * 1000,
    uptimeSeconds: UPTIME_SECONDS + step,
    intervalSeconds: step === 0 ? NaN : 1,
    host,
    process,
    thread: null,
    cpu: options.cpus === undefined ? null : makeProcessors(options.cpus),
    side: { group: groupsOf(process) },
    findings: [],
    strings,
    trend: null,
    leaks: null, issues: [],
    sources: [{ source: 'procfs', serves: ['processes', 'threads', 'machine'], state: 'ok' }],
  };
  return { frame, texts, trend: trendOf(process), commandLines };
}

function fillRow(
  table: Table<(typeof PROCESS_COLUMNS)[number]>,
  row: number,
  step: number,
  user: number,
  command: number,
): void {
  const c = table.columns;
  const noise = ((row * 2654435761 + step * 40503) >>> 0) / 2 ** 32;
  const unknown = row % 17 === 13;
  const res = unknown ? NaN : Math.round(((row % 40) + 1) * 3.7 * MIB + noise * MIB);
  const shr = unknown ? NaN : Math.round(res * 0.3);
  c.pid[row] = row < 3 ? row + 1 : 100 + row * 37;
  c.start[row] = 500 + row * 1000;
  c.ppid[row] = row === 0 ? 0 : 1;
  c.uid[row] = (row % 5) * 1000;
  c.user[row] = row % 23 === 22 ? NaN : user;
  c.pr[row] = row % 29 === 28 ? -100 : 20;
  c.ni[row] = row % 11 === 10 ? -5 : 0;
  c.virt[row] = res * 4;
  c.res[row] = res;
  c.shr[row] = shr;
  c.anon[row] = res - shr;
  c.swap[row] = unknown ? NaN : row % 6 === 0 ? 12 * MIB : 0;
  c.held[row] = c.anon[row] + c.swap[row];
  c.state[row] = 'SSSRSISDTZ'.charCodeAt(row % 10);
  c.cpu[row] = step === 0 ? NaN : row % 10 === 3 ? 12.5 + noise * 80 : noise < 0.8 ? 0 : noise;
  c.mem[row] = (res * 100) / (16 * GIB);
  c.time[row] = row * row * 1.37 + (row % 10 === 3 ? step : 0);
  c.threads[row] = 1 + (row % 31);
  c.elapsed[row] = UPTIME_SECONDS + step - (500 + row * 1000) / 100;
  c.dres[row] = unknown ? NaN : (row % 3) * 64 * 1024 - 64 * 1024;
  c.growth[row] = step === 0 || unknown ? NaN : row === 5 ? 38 * MIB : row % 9 === 4 ? -3 * MIB : 0;
  c.command[row] = command;
}

/** Each processor as busy as its number says. */
function makeProcessors(count: number): Table<CpuColumnId> {
  const table = new Table(CPU_COLUMNS, count);
  table.rows = count;
  for (let row = 0; row < count; row++) {
    const busy = (row * 37) % 101;
    table.columns.number[row] = row;
    table.columns.user[row] = busy * 0.6;
    table.columns.system[row] = busy * 0.3;
    table.columns.iowait[row] = busy * 0.1;
    table.columns.idle[row] = 100 - busy;
  }
  return table;
}

function hostValues(tasks: number, netName: number): Partial<Record<HostColumnId, number>> {
  return {
    uptime: UPTIME_SECONDS,
    load1: 3.21,
    load5: 2.05,
    load15: 1.1,
    tasks,
    running: 3,
    sleeping: tasks - 9,
    waiting: 2,
    stopped: 1,
    zombies: 3,
    threads: 812,
    cpus: 8,
    cpuUser: 23.4,
    cpuNice: 1.2,
    cpuSystem: 8.1,
    cpuIdle: 54.3,
    cpuIowait: 9.4,
    cpuIrq: 0.2,
    cpuSoftirq: 0.9,
    cpuSteal: 2.5,
    memTotal: 16 * GIB,
    memFree: 1.4 * GIB,
    memAvailable: 5.2 * GIB,
    memBuffers: 0.3 * GIB,
    memCached: 4.6 * GIB,
    memShmem: 0.8 * GIB,
    swapTotal: 4 * GIB,
    swapFree: 2.9 * GIB,
    psiCpuSome: 4.1,
    psiMemorySome: 12.5,
    psiMemoryFull: 3.2,
    psiIoSome: 0.4,
    psiIoFull: 0,
    netName,
    netReceived: 3.4 * MIB,
    netSent: 210 * 1024,
    selfCpu: 1.8,
    selfRes: 74 * MIB,
  };
}

function trendOf(table: Table<(typeof PROCESS_COLUMNS)[number]>): Trend {
  const rows = table.rows;
  const buckets = 60;
  const values = new Float32Array(rows * buckets).fill(NaN);
  for (let row = 0; row < rows; row++) {
    const held = table.columns.held[row] as number;
    for (let i = 20; i < buckets; i++) {
      values[row * buckets + i] =
        row % 5 === 0 ? held * (0.5 + (i / buckets) * 0.5) : held + ((i * (row % 7)) % 5) * MIB;
    }
  }
  return {
    entity: 'process',
    field: 'held',
    windowSeconds: 60,
    buckets,
    keys: [table.columns.pid.slice(0, rows), table.columns.start.slice(0, rows)],
    values,
  };
}

/** Totals that rise, row after row a little steeper. */
function groupTrend(groups: AnyTable): Trend {
  const buckets = 60;
  const values = Float32Array.from({ length: groups.rows * buckets }, (_, i) =>
    i % buckets < 10 ? NaN : 100 * MIB + Math.floor(i / buckets) * (i % buckets) * MIB,
  );
  const keys = [columnOf(groups, 'name').slice(0, groups.rows)];
  return { entity: 'group', field: 'anon', windowSeconds: 60, buckets, keys, values };
}

export interface ViewOptions extends MachineOptions {
  /** Size of the screen. */
  readonly columns: number;
  readonly rows: number;
  /** The view of processes where none is named. */
  readonly of?: ViewId;
  readonly shown?: readonly string[];
  readonly machine?: Machine;
  readonly overlay?: Overlay | null;
  readonly view?: Partial<View>;
  readonly table?: Partial<View['table']>;
}

/** A view of the machine with its first processes on screen, sorted by nothing. */
export function makeTestView(options: ViewOptions): View {
  const machine = options.machine ?? makeMachine(options);
  const definition = VIEWS[options.of ?? 'processes'];
  const { frame } = machine;
  const data: AnyTable = tableIn(frame, definition.entity) ?? frame.process;
  const shown = options.shown ?? definition.columns;
  const sort = options.table?.sort ?? definition.sort;
  const display = options.view?.display ?? DEFAULT_DISPLAY;
  const layout = layoutOf({ screen: options, display, frame: machine.frame, view: 'processes', acknowledged: NOTHING_ACKNOWLEDGED });
  const rowCount = Math.min(layout.tableRows, data.rows);
  const { pid } = machine.frame.process.columns;
  const fit = fitColumns({
    view: definition,
    columns: shown,
    offset: 0,
    width: options.columns,
    largestPid: pid.subarray(0, machine.frame.process.rows).reduce((a, b) => Math.max(a, b), 1),
    sortField: sort.field,
    showCommandLine: options.table?.showCommandLine ?? false,
  });
  return {
    title: '',
    frame: machine.frame,
    texts: machine.texts,
    trend: definition.entity === 'group' ? groupTrend(data) : machine.trend,
    commandLines: machine.commandLines,
    table: {
      ...fit,
      definition,
      instead: new Map(),
      tree: null,
      data: options.view?.frame === null ? null : data,
      rows: Int32Array.from({ length: rowCount }, (_, i) => i),
      rowCount,
      selectedAt: Math.min(2, rowCount - 1),
      offset: 0,
      total: data.rows,
      sort,
      showCommandLine: false,
      emptyText: typeof definition.emptyText === 'string' ? definition.emptyText : definition.emptyText(frame),
      explanation: '',
      ...options.table,
    },
    health: { staleSeconds: 0, staleReason: '', stuck: [] },
    display,
    modes: [],
    paused: false,
    secure: false,
    delaySeconds: 1,
    windowSeconds: 60,
    notice: null,
    overlay: options.overlay ?? null,
    palette: null,
    fields: null,
    findings: null,
    headline: headlineOf({ frame, acknowledged: NOTHING_ACKNOWLEDGED }),
    coordinates: null,
    filters: null,
    completion: null,
    help: null,
    layout,
    hints: [
      { key: 'h', label: 'help' },
      { key: 'q', label: 'quit' },
      { key: 'k', label: 'kill' },
      { key: 'Enter', label: 'detail' },
      { key: 'M', label: 'by memory' },
      { key: 'P', label: 'by CPU' },
      { key: 'c', label: 'command line' },
      { key: ':', label: 'commands' },
    ],
    ...options.view,
  };
}

/** Details of a process of the machine, with a history that rises. */
export function makeDetails(machine: Machine, row: number): { details: ProcessDetails; history: HistoryAnswer } {
  const c = machine.frame.process.columns;
  const key = { pid: c.pid[row] as number, start: c.start[row] as number };
  const held = c.held[row] as number;
  const res = c.res[row] as number;
  const rising = Float32Array.from({ length: 60 }, (_, i) => (i < 12 ? NaN : held * (0.6 + i / 150)));
  return {
    details: {
      key,
      commandLine:
        '/opt/app/bin/server --config /etc/app/server.conf --evil \x1b]0;owned\x07 --日本語 --listen 0.0.0.0:8080',
      executable: '/opt/app/bin/server',
      workingDirectory: '/var/lib/app',
      cgroups: ['/system.slice/app.service'],
      limits: [
        { name: 'Max open files', soft: '1024', hard: '524288', unit: 'files' },
        { name: 'Max locked memory', soft: '8388608', hard: '8388608', unit: 'bytes' },
        { name: 'Max address space', soft: 'unlimited', hard: 'unlimited', unit: 'bytes' },
      ],
      memory: {
        VmPeak: res * 5,
        VmSize: res * 4,
        VmLck: 0,
        VmHWM: res * 1.1,
        VmRSS: res,
        RssAnon: res * 0.7,
        RssFile: res * 0.25,
        RssShmem: res * 0.05,
        VmData: res * 2,
        VmStk: 132 * 1024,
        VmExe: 4 * MIB,
        VmLib: 22 * MIB,
        VmPTE: 1.2 * MIB,
        VmSwap: 12 * MIB,
      },
      openFiles: 311,
      missing: ['io: permission denied (use sudo)'],
    },
    history: {
      kind: 'history',
      key,
      endSeconds: UPTIME_SECONDS,
      windowSeconds: 60,
      series: { res: rising.map((value) => value * 1.4), held: rising },
    },
  };
}
