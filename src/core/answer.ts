// What queries answer: rare, small things that are asked for by hand and not part of every frame.

import type { ProcessKey } from './entity.ts';

export interface HistoryAnswer {
  readonly kind: 'history';
  readonly key: ProcessKey;
  readonly endSeconds: number;
  readonly windowSeconds: number;
  readonly series: Readonly<Record<string, Float32Array>>;
}

/** `text` is null where the kernel let us read nothing: a kernel thread, a zombie, or no right. */
export interface CommandLine {
  readonly key: ProcessKey;
  readonly text: string | null;
}

/** What a Java virtual machine says of its heap. */
export interface HeapReading {
  readonly key: ProcessKey;
  /** Full collections until now, and what the old generation holds. */
  readonly collections: number;
  readonly usedBytes: number;
  /** Collections of the old generation of any kind, and what all generations hold. */
  readonly oldCollections: number;
  readonly filledBytes: number;
}

/** What the memory map of a process says of its anonymous memory; in bytes, NaN where that could not be read. */
export interface MapReading {
  readonly key: ProcessKey;
  /** Given back by madvise(2), MADV_FREE: it stays resident until the kernel needs memory. */
  readonly givenBackBytes: number;
  /** Arenas of the C library beside its first, and what they have taken. */
  readonly arenas: number;
  readonly arenaBytes: number;
}

/** What a process read and wrote since its start, and its open sockets: both show work. NaN for what could not be read. */
export interface LoadReading {
  readonly key: ProcessKey;
  readonly ioBytes: number;
  readonly sockets: number;
}

export interface ProcessDetails {
  readonly key: ProcessKey;
  readonly commandLine: string | null;
  /** Path of the executable, or null without the right to read it. */
  readonly executable: string | null;
  readonly workingDirectory: string | null;
  readonly cgroups: readonly string[];
  readonly limits: readonly { readonly name: string; readonly soft: string; readonly hard: string; readonly unit: string }[];
  /** Bytes by name of the Vm* and Rss* lines of /proc/PID/status. */
  readonly memory: Readonly<Record<string, number>>;
  readonly openFiles: number | null;
  /** What could not be read, and why. */
  readonly missing: readonly string[];
}

/** A process whose costly columns are wanted; `isLarge`: its smaps must not be read. */
export type CostlyKey = ProcessKey & { readonly isLarge: boolean };

/** What was read of one process, by column. */
export interface CostlyValues {
  readonly pid: number;
  readonly start: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
}

export interface CostlyAnswer {
  readonly values: readonly CostlyValues[];
  /** How many of the processes asked for were looked at; the time was up for the others. */
  readonly done: number;
  /** Files that some of them do not let us read. */
  readonly denied: readonly string[];
}

/** A file that was deleted and is open, as it was at `seconds`, on the clock of whoever read it. Bytes; percent. */
export interface FileReading {
  readonly pid: number;
  readonly start: number;
  readonly fd: number;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  /** What it takes, holes left out. */
  readonly disk: number;
  readonly isMemory: boolean;
  /** As it was called; hostile. */
  readonly path: string;
  /** Null where its holder does not see the mount; hostile. */
  readonly mount: string | null;
  readonly full: number;
  readonly seconds: number;
}

export interface FilesAnswer {
  /** When the reader began: another number is another reader, which knows nothing of what the one before found. */
  readonly beganSeconds: number;
  /** Files that were read now. */
  readonly read: readonly FileReading[];
  /** Descriptors that hold such a file no longer. */
  readonly gone: readonly { readonly pid: number; readonly fd: number }[];
  /** Processes whose last descriptor was looked at now. */
  readonly looked: readonly ProcessKey[];
  /** How many may not be looked at. */
  readonly denied: number;
  /** How many of the processes asked for had a turn, and which of them are to have one, or another. */
  readonly done: number;
  readonly waiting: readonly ProcessKey[];
}

/** Rare facts, from systeminformation. */
export interface MachineFacts {
  readonly host: string;
  readonly system: string;
  readonly processor: string;
  readonly virtual: boolean;
}
