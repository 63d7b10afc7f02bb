// Everything that can happen to the state.

import type { Acknowledged } from '../core/acknowledged.ts';
import type { ActionRequest } from '../core/action.ts';
import type { CommandLine, HistoryAnswer, ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { Frame, Trend } from '../core/frame.ts';
import type { Health } from './state.ts';

export type Message =
  /** A new frame. Its `strings` must have been applied to `state.texts` before, also when the frame is then dropped. */
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'trend'; readonly trend: Trend }
  | { readonly type: 'health'; readonly health: Health }
  /** Something that was asked for is done. */
  | { readonly type: 'news'; readonly text: string }
  /** Something that was asked for cannot be had. */
  | { readonly type: 'problem'; readonly text: string }
  | { readonly type: 'commandLines'; readonly lines: readonly CommandLine[] }
  | { readonly type: 'details'; readonly details: ProcessDetails }
  | { readonly type: 'history'; readonly history: HistoryAnswer }
  /** What is acknowledged on disk, and the commands of processes that were asked for: null where one cannot be read. */
  | {
      readonly type: 'acknowledged';
      readonly list: readonly Acknowledged[];
      readonly commands: readonly { readonly key: ProcessKey; readonly hash: string | null }[];
    }
  /** A key by its canonical name ('M', 'up', 'C-c'), with the text it types ('' for none). */
  | { readonly type: 'key'; readonly name: string; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  /** The open detail has no more lines than that: this one is the first on screen. */
  | { readonly type: 'scrolled'; readonly to: number }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | {
      readonly type: 'actionPlanned';
      readonly action: ActionRequest;
      readonly title: string;
      readonly plan: readonly string[];
    }
  | {
      readonly type: 'actionDone';
      readonly action: ActionRequest;
      readonly ok: boolean;
      readonly lines: readonly string[];
    };
