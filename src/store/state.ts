// The state of the screen: everything that decides what is drawn, and nothing else. Changed only by update().

import type { Acknowledgements } from '../core/acknowledged.ts';
import type { ActionRequest } from '../core/action.ts';
import type { HistoryAnswer, ProcessDetails } from '../core/answer.ts';
import type { ProcessKey, RowKey } from '../core/entity.ts';
import type { Frame, Trend } from '../core/frame.ts';
import type { GroupBy } from '../core/grouping.ts';
import type { InternedTexts } from '../core/interner.ts';
import type { Completion } from '../core/query/complete.ts';
import type { Query, Span } from '../core/query/query.ts';
import type { SignalName } from '../core/signals.ts';
import type { Display } from './display.ts';
import type { KeyEntry } from './key-entry.ts';
import type { ViewId } from './views.ts';

export interface Sort {
  /** A field of the view's entity that has a column. */
  readonly field: string;
  readonly descending: boolean;
}

/** What rows must fulfil to be shown. */
export interface Filter {
  /** Which key asked for it: there may be many of top's filters, and one of each other kind. */
  readonly kind: 'top' | 'query' | 'text' | 'user' | 'idle' | 'programs' | 'over' | 'group' | 'pid';
  /** As it was typed, for the chip and for editing it. */
  readonly text: string;
  readonly query: Query;
}

/** The table of one view. */
export interface TableState {
  /** Fields of the view's entity in order, the ones shown when there is room. */
  readonly columns: readonly string[];
  /** 0 while the most important columns are shown; else the index of the column that follows the pinned one. */
  readonly columnOffset: number;
  readonly sort: Sort;
  readonly selected: RowKey | null;
  /** Index in the order of the first row on screen. */
  readonly offset: number;
  /** Rows are shown that pass all of them. */
  readonly filters: readonly Filter[];
  /** So many rows are shown at most; null for all. */
  readonly limit: number | null;
}

/** How processes are shown as a forest. */
export interface ForestState {
  readonly isShown: boolean;
  /** Branches whose descendants are hidden, start by pid: they are kept while another order is on screen. */
  readonly collapsed: ReadonlyMap<number, number>;
  /** Only this process and its descendants are shown. */
  readonly focus: ProcessKey | null;
}

/** A line that is being edited; `cursor` counts code points. `historyIndex` is -1 while nothing is recalled. */
export interface LineEditor {
  readonly text: string;
  readonly cursor: number;
  readonly historyIndex: number;
  /** What was typed before history was recalled. */
  readonly draft: string;
}

/** What a prompt asks for; its answer is parsed by purpose. */
export type PromptPurpose =
  | { readonly kind: 'delay' }
  | { readonly kind: 'signalPid'; readonly fallback: ProcessKey | null }
  | { readonly kind: 'signalName'; readonly key: ProcessKey }
  | { readonly kind: 'renicePid'; readonly fallback: ProcessKey | null }
  | { readonly kind: 'nice'; readonly key: ProcessKey }
  | { readonly kind: 'extraWidth' }
  | { readonly kind: 'topFilter'; readonly ignoreCase: boolean }
  | { readonly kind: 'query' }
  /** Filters while it is typed; `before` is what Esc brings back. */
  | { readonly kind: 'text'; readonly before: readonly Filter[] }
  | { readonly kind: 'user'; readonly owner: 'effective' | 'any' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'locate' };

export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  | {
      readonly kind: 'prompt';
      readonly purpose: PromptPurpose;
      readonly label: string;
      readonly editor: LineEditor;
      /** Why the last answer was refused; the prompt stays open. */
      readonly error: string | null;
      /** The part of the answer that is wrong, where it is known. */
      readonly errorSpan?: Span;
      /** While Tab goes through candidates: the text before the first was put in, and which one stands there now. */
      readonly completing?: Completion & { readonly text: string; readonly chosen: number };
    }
  /** `g` was pressed: the next letter says to which view. */
  | { readonly kind: 'goto' }
  | { readonly kind: 'palette'; readonly editor: LineEditor; readonly chosen: number }
  /** The fields of the view on screen; `fieldSearch` while what narrows the list is typed. */
  | {
      readonly kind: 'fields' | 'fieldSearch';
      readonly editor: LineEditor;
      /** The field the keys are about; where it is not listed, the first that is. */
      readonly chosen: string;
      /** Up and down move its column. */
      readonly moving: boolean;
    }
  /** The generic confirm dialog of every action. */
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly plan: readonly string[];
      readonly action: ActionRequest;
    }
  /** All findings; `chosen` is the id of the one the keys are about. */
  | { readonly kind: 'findings'; readonly chosen: string }
  /** The generic result pane of every action. */
  | { readonly kind: 'result'; readonly title: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'detail';
      readonly key: ProcessKey;
      readonly details: ProcessDetails | null;
      readonly history: HistoryAnswer | null;
      readonly scroll: number;
    };

/** One line of news. It goes at the next key; an `info` also after a few seconds. */
export interface Notice {
  readonly level: 'info' | 'error';
  readonly text: string;
}

/** Which way the collector is unwell: shown in the header until it is well again. */
export interface Health {
  /** Seconds since the last frame, when that is longer than it should be; else 0. */
  readonly staleSeconds: number;
  readonly staleReason: string;
  /** Processes behind whose files a thread hangs. */
  readonly stuck: readonly { readonly pid: number; readonly file: string }[];
}

/** The command line of a process as it was read when frame `sequence` was on screen, and it was called `name`. */
export interface KnownCommandLine {
  readonly start: number;
  readonly name: string;
  readonly text: string | null;
  readonly sequence: number;
}

export interface State {
  readonly frame: Frame | null;
  /** The one thing here that changes in place: the mirror of the sampler's texts, which only the runner writes. */
  readonly texts: InternedTexts;
  readonly trend: Trend | null;
  /** Command lines by pid, of the processes that were on screen, or filtered by, with `c`. */
  readonly commandLines: ReadonlyMap<number, KnownCommandLine>;
  readonly health: Health;
  /** Findings that are not told of. */
  readonly acknowledged: Acknowledgements;
  readonly delaySeconds: number;
  readonly windowSeconds: number;
  /** Actions are refused (-s). */
  readonly secure: boolean;
  /** The view on screen; its table is `tables[view]`: views.ts has what reads and changes it. */
  readonly view: ViewId;
  readonly tables: Readonly<Record<ViewId, TableState>>;
  /** What the processes of a group have in common. */
  readonly groupBy: GroupBy;
  readonly forest: ForestState;
  /** The view of processes has a row for each thread. */
  readonly threads: boolean;
  /** PSS and USS are read of processes of any size. */
  readonly largeSmaps: boolean;
  /** The other ends of connections are shown by name (--resolve). */
  readonly resolve: boolean;
  /** TIME+ counts the children that have ended, too. */
  readonly cumulative: boolean;
  readonly showCommandLine: boolean;
  readonly display: Display;
  readonly paused: boolean;
  readonly overlay: Overlay | null;
  readonly notice: Notice | null;
  /** Seconds since boot of the frame the notice came with: it is what an `info` grows old by. */
  readonly noticeSeconds: number;
  /** Earlier answers by kind of prompt, oldest first. */
  readonly histories: Readonly<Record<string, readonly string[]>>;
  readonly screen: { readonly columns: number; readonly rows: number };
  /** No wider than this (-w); null for all there is. */
  readonly mostColumns: number | null;
  /** Frames until the end (-n); null for without end. */
  readonly framesLeft: number | null;
  /** The signals of this machine: a constant, given at the start. */
  readonly signals: readonly SignalName[];
  /** The keys as the user has them: a constant, given at the start. */
  readonly keymap: readonly KeyEntry[];
}
