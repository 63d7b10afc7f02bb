// What the threads say to each other. The tables of frames lie in shared memory (frame-pool.ts); everything else is small and copied.

import type { CommandLine, CostlyAnswer, CostlyKey, CostlyValues, FilesAnswer, HeapReading, HistoryAnswer, LoadReading, MachineFacts, MapReading, ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { CpuColumnId } from '../core/fields/cpu.ts';
import type { ProcessColumnId } from '../core/fields/process.ts';
import type { Frame, ProcessTable, SideTables, Trend } from '../core/frame.ts';
import type { EarlierLives, LifeNote } from '../core/life.ts';
import type { Table } from '../core/table.ts';
import type { LeakReport } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';

/** Lists that seldom change: where one is null in a message, it is that of the frame this sampler sent before. */
export type KeptLists = Pick<Frame, 'findings' | 'issues' | 'sources'>;

/** The tables of a seat as bare buffers, laid out by HOST_COLUMNS and `processColumns`, and by what its frames are given back. */
export interface SeatTables {
  readonly words: Int32Array;
  readonly host: ArrayBufferLike;
  readonly process: ArrayBufferLike;
  readonly processColumns: readonly ProcessColumnId[];
}

/** A frame on its way. */
export interface FrameMessage extends NewLists {
  readonly type: 'frame';
  readonly sequence: number;
  readonly wallMillis: number;
  readonly uptimeSeconds: number;
  readonly intervalSeconds: number;
  readonly seat: number;
  /** Null where they are those of the frame before in this seat. */
  readonly tables: SeatTables | null;
  readonly processRows: number;
  readonly thread: ProcessTable | null;
  readonly cpu: Table<CpuColumnId> | null;
  readonly side: SideTables;
  readonly strings: readonly (readonly [id: number, text: string])[];
  readonly trend: Trend | null;
  readonly leaks: LeakReport | null;
}

type NewLists = { readonly [List in keyof KeptLists]: KeptLists[List] | null };

export interface SamplerOptions {
  readonly root: string;
  readonly delaySeconds: number;
  readonly want: Want;
  /** A read mark (read-mark.ts): set while a sample is being taken. */
  readonly mark: SharedArrayBuffer;
}

export type ToSampler =
  | { readonly type: 'want'; readonly want: Want }
  | { readonly type: 'delay'; readonly seconds: number }
  | { readonly type: 'refresh' }
  | { readonly type: 'rebase' }
  | { readonly type: 'users'; readonly names: readonly (readonly [uid: number, name: string])[] }
  | { readonly type: 'query'; readonly id: number; readonly query: HistoryQuery }
  /** What the inspector read for columns that the sampler must not read itself. */
  | { readonly type: 'values'; readonly values: readonly CostlyValues[] }
  | { readonly type: 'files'; readonly answer: FilesAnswer }
  | { readonly type: 'suspects'; readonly answer: SuspectAnswer }
  | { readonly type: 'earlierLives'; readonly told: readonly EarlierLives[] }
  /** Something that is wrong outside the sampler and belongs into its list of issues. */
  | { readonly type: 'issue'; readonly id: string; readonly text: string; readonly hint: string }
  | { readonly type: 'close' };

export type FromSampler =
  | FrameMessage
  /** A sample was taken and no frame was free to send it in: the history has it. */
  | { readonly type: 'unpublished' }
  | { readonly type: 'trend'; readonly trend: Trend }
  | { readonly type: 'lives'; readonly notes: readonly LifeNote[] }
  | { readonly type: 'unknownUsers'; readonly uids: readonly number[] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: HistoryAnswer };

/** Asks for the history of memory fields of one process over a window that ends now, or when it says. */
export interface HistoryQuery {
  readonly kind: 'history';
  readonly key: ProcessKey;
  readonly fields: readonly string[];
  readonly windowSeconds: number;
  readonly buckets: number;
  /** Seconds since boot. */
  readonly endSeconds?: number;
}

/** Reads that may hang behind a stuck process: only the inspector thread makes them. */
export type InspectorQuery =
  | { readonly kind: 'commandLines'; readonly keys: readonly ProcessKey[] }
  | { readonly kind: 'details'; readonly key: ProcessKey }
  | { readonly kind: 'userNames'; readonly uids: readonly number[] }
  | { readonly kind: 'costly'; readonly keys: readonly CostlyKey[]; readonly reads: number }
  | { readonly kind: 'files'; readonly keys: readonly ProcessKey[] }
  | { readonly kind: 'heaps'; readonly keys: readonly ProcessKey[] }
  | { readonly kind: 'maps'; readonly keys: readonly ProcessKey[] }
  | { readonly kind: 'loads'; readonly keys: readonly ProcessKey[] }
  | { readonly kind: 'machine' };

export type InspectorAnswer =
  | { readonly kind: 'commandLines'; readonly lines: readonly CommandLine[] }
  | { readonly kind: 'details'; readonly details: ProcessDetails }
  | { readonly kind: 'userNames'; readonly names: readonly (readonly [uid: number, name: string])[] }
  | { readonly kind: 'costly'; readonly answer: CostlyAnswer }
  | { readonly kind: 'files'; readonly answer: FilesAnswer }
  | { readonly kind: 'heaps'; readonly readings: readonly HeapReading[] }
  | { readonly kind: 'maps'; readonly readings: readonly MapReading[] }
  | { readonly kind: 'loads'; readonly readings: readonly LoadReading[] }
  | { readonly kind: 'machine'; readonly machine: MachineFacts };

/** What is read of processes because they grow, for the detector. */
export type SuspectAnswer = Extract<InspectorAnswer, { readonly kind: 'commandLines' | 'heaps' | 'maps' | 'loads' }>;

export interface InspectorOptions {
  readonly root: string;
  /** A read mark (read-mark.ts): set while a file of a process is being read. */
  readonly mark: SharedArrayBuffer;
  /** Processes that are not to be read: an earlier thread hangs behind them. */
  readonly skip: readonly number[];
}

export type ToInspector =
  | { readonly type: 'query'; readonly id: number; readonly query: InspectorQuery }
  | { readonly type: 'skip'; readonly pids: readonly number[] }
  | { readonly type: 'close' };

export type FromInspector =
  | { readonly type: 'answer'; readonly id: number; readonly answer: InspectorAnswer }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
