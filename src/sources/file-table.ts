// The companion for files that were deleted while open: keeps what the inspector read of them, derives their growth, and makes
// their table, the bytes each process holds in them, and a finding of those that go on growing. Must never read a file itself.

import type { FileReading, FilesAnswer } from '../core/answer.ts';
import { FILE_COLUMNS, type FileColumnId } from '../core/fields/file.ts';
import type { Finding } from '../core/finding.ts';
import type { Availability } from '../core/frame.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { Table, type AnyTable } from '../core/table.ts';
import type { Companion } from './companion.ts';
import type { Sample, SourceContext } from './source.ts';

export const FILES_SOURCE = 'open files';
/**
 * The rate is of the readings of so long, of the last two where they are further apart. Nearer than the least (a second, less what
 * timers are off) they tell of the writer's rhythm: two descriptors are read at once, and another sample may follow the first at once.
 */
const WINDOW_SECONDS = 10;
const LEAST_SECONDS = 0.9;
/** A file is worth a word when it has grown by as much over as long, and not long ago. */
const GROWN_BYTES = 2 ** 20;
const GROWN_SECONDS = 30;
const STILL_SECONDS = 60;
/** From here on it is a warning: a file system that is nearly full, or a file that is large. */
const NEARLY_FULL_PERCENT = 90;
const LARGE_BYTES = 2 ** 30;

/** One file: who holds it, and how it grows. */
interface HeldFile {
  /** By the lowest process id. */
  reading: FileReading;
  readonly pids: Set<number>;
}

interface Point {
  readonly size: number;
  readonly seconds: number;
}

interface Course {
  readonly first: Point;
  readonly last: Point;
  /** Readings that are at least LEAST_SECONDS apart, the last one that is older than the window first. */
  readonly points: readonly Point[];
  readonly bytesPerSec: number;
  /** When it was last seen longer than before. */
  readonly grewSeconds: number;
}

export class FileTable implements Companion {
  private readonly readings = new Map<string, FileReading>();
  private readonly courses = new Map<string, Course>();
  /** Start by pid of the processes that were looked at to their last descriptor. */
  private readonly looked = new Map<number, number>();
  private files: readonly HeldFile[] = [];
  private beganSeconds = NaN;
  private context: SourceContext | null = null;
  private rows: ProcessRows | null = null;

  probe(): Availability {
    return { state: 'ok' };
  }

  open(context: SourceContext): void {
    this.context = context;
  }

  /** What the inspector read. Another reader than before finds everything anew. */
  deliver({ beganSeconds, read, gone, looked, denied }: FilesAnswer): void {
    if (beganSeconds !== this.beganSeconds) this.forget();
    this.beganSeconds = beganSeconds;
    for (const { pid, fd } of gone) this.readings.delete(`${pid}/${fd}`);
    for (const reading of read) {
      this.readings.set(`${reading.pid}/${reading.fd}`, reading);
      this.follow(reading);
    }
    for (const { pid, start } of looked) this.looked.set(pid, start);
    if (denied > 0) {
      const text = 'the open files of processes of other users may not be looked at by this one';
      this.context?.report('files.denied', text, 'run as root');
    }
  }

  read({ processes, uptimeSeconds }: Sample): void {
    this.rows = processes;
    for (const [name, { pid, start }] of this.readings) if (!isThere(processes, pid, start)) this.readings.delete(name);
    for (const [pid, start] of this.looked) if (!isThere(processes, pid, start)) this.looked.delete(pid);
    this.files = this.gather();
    this.fillProcesses(processes);
    this.context?.findings.put(FILES_SOURCE, this.findings(uptimeSeconds));
  }

  rest(): void {
    this.context?.findings.put(FILES_SOURCE, []);
  }

  /** Null before anything was looked at. */
  table(): AnyTable | null {
    const { rows, context } = this;
    if (Number.isNaN(this.beganSeconds) || rows === null || context === null) return null;
    const table = new Table<FileColumnId>(FILE_COLUMNS, Math.max(1, this.files.length));
    table.rows = this.files.length;
    this.files.forEach(({ reading, pids }, row) => {
      const { columns } = table;
      const slot = rows.find(reading.pid);
      const { pid, fd, device, inode, size, disk, full, mount, path } = reading;
      const numbers = { pid, fd, device, inode, size, disk, full, holders: pids.size, growth: this.courseOf(reading)?.bytesPerSec ?? NaN };
      const texts = { path, place: reading.isMemory ? 'memory' : 'disk', release: releaseOf(reading), ...(mount === null ? {} : { mount }) };
      for (const id of FILE_COLUMNS) columns[id][row] = NaN;
      for (const [id, value] of Object.entries(numbers)) columns[id as FileColumnId][row] = value;
      for (const [id, text] of Object.entries(texts)) columns[id as FileColumnId][row] = context.interner.idOf(text);
      columns.user[row] = rows.columns.user[slot] ?? NaN;
      columns.command[row] = rows.columns.command[slot] ?? NaN;
    });
    return table;
  }

  close(): void {
    this.rest();
    this.forget();
  }

  private forget(): void {
    this.readings.clear();
    this.courses.clear();
    this.looked.clear();
  }

  private follow({ size, seconds, ...file }: FileReading): void {
    const name = nameOf(file);
    this.courses.set(name, courseWith({ size, seconds }, this.courses.get(name)));
  }

  private courseOf(reading: FileReading): Course | undefined {
    return this.courses.get(nameOf(reading));
  }

  private gather(): readonly HeldFile[] {
    const files = new Map<string, HeldFile>();
    for (const reading of this.readings.values()) {
      const file = files.get(nameOf(reading));
      if (file === undefined) files.set(nameOf(reading), { reading, pids: new Set([reading.pid]) });
      else {
        file.pids.add(reading.pid);
        if (reading.pid < file.reading.pid) file.reading = reading;
      }
    }
    for (const name of this.courses.keys()) if (!files.has(name)) this.courses.delete(name);
    return [...files.values()];
  }

  /** Nothing is known of a process that was not looked at. */
  private fillProcesses(processes: ProcessRows): void {
    const { deleted } = processes.columns;
    if (deleted === undefined) return;
    const { live, count, columns } = processes;
    const held = new Map<number, number>();
    for (const { reading, pids } of this.files) for (const pid of pids) held.set(pid, (held.get(pid) ?? 0) + reading.disk);
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const pid = columns.pid[slot] as number;
      deleted[slot] = this.looked.get(pid) === columns.start[slot] ? (held.get(pid) ?? 0) : NaN;
    }
  }

  private findings(uptimeSeconds: number): readonly Finding[] {
    return this.files.flatMap(({ reading }) => {
      const course = this.courseOf(reading);
      if (course === undefined) return [];
      const { first, last } = course;
      const grownSeconds = last.seconds - first.seconds;
      if (last.size - first.size < GROWN_BYTES || grownSeconds < GROWN_SECONDS) return [];
      if (last.seconds - course.grewSeconds > STILL_SECONDS) return [];
      const { device, inode, pid, fd, size, full, path, mount } = reading;
      const isUrgent = full >= NEARLY_FULL_PERCENT || reading.disk >= LARGE_BYTES;
      return {
        id: `deleted-file.${nameOf(reading)}`,
        kind: 'deleted-file',
        severity: isUrgent ? 'warning' : 'note',
        subject: { entity: 'file', key: { device, inode }, label: path },
        sinceSeconds: uptimeSeconds - grownSeconds,
        numbers: { pid, fd, size, full, bytesPerSec: (last.size - first.size) / grownSeconds },
        texts: { path, mount: mount ?? '' },
      } satisfies Finding;
    });
  }
}

export function releaseOf({ pid, fd, isMemory }: Pick<FileReading, 'pid' | 'fd' | 'isMemory'>): string {
  return isMemory ? `restart ${pid}` : `truncate /proc/${pid}/fd/${fd}`;
}

/** A file that got shorter is followed anew. */
function courseWith(last: Point, before: Course | undefined): Course {
  if (before === undefined || last.size < before.last.size) {
    return { first: last, last, points: [last], bytesPerSec: NaN, grewSeconds: last.seconds };
  }
  const grewSeconds = last.size > before.last.size ? last.seconds : before.grewSeconds;
  const { points } = before;
  if (last.seconds - (points.at(-1) as Point).seconds < LEAST_SECONDS) return { ...before, last, grewSeconds };
  const from = Math.max(0, points.findLastIndex(({ seconds }) => last.seconds - seconds >= WINDOW_SECONDS));
  const { size, seconds } = points[from] as Point;
  const bytesPerSec = (last.size - size) / (last.seconds - seconds);
  return { ...before, last, grewSeconds, points: [...points.slice(from), last], bytesPerSec };
}

function nameOf({ device, inode }: Pick<FileReading, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

function isThere(rows: ProcessRows, pid: number, start: number): boolean {
  const slot = rows.find(pid);
  return slot >= 0 && rows.columns.start[slot] === start;
}
