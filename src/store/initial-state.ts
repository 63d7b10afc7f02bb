// The state a monitor starts with. Its choices: docs/decisions/0004-default-sort-and-columns.md.

import { NOTHING_ACKNOWLEDGED } from '../core/acknowledged.ts';
import { InternedTexts } from '../core/interner.ts';
import type { SignalName } from '../core/signals.ts';
import { defaultWindow } from '../core/window.ts';
import { DEFAULT_DISPLAY } from './display.ts';
import type { KeyEntry } from './key-entry.ts';
import { KEYMAP } from './keymap.ts';
import type { State } from './state.ts';
import { initialTables } from './views.ts';

export interface InitialOptions {
  readonly delaySeconds: number;
  readonly secure: boolean;
  readonly screen: { readonly columns: number; readonly rows: number };
  /** The machine's signals: src/actions/signals.ts has them. */
  readonly signals: readonly SignalName[];
  /** Other keys than the declared ones. */
  readonly keymap?: readonly KeyEntry[];
}

export function initialState(options: InitialOptions): State {
  return {
    frame: null,
    texts: new InternedTexts(),
    trend: null,
    commandLines: new Map(),
    health: { staleSeconds: 0, staleReason: '', stuck: [] },
    acknowledged: NOTHING_ACKNOWLEDGED,
    delaySeconds: options.delaySeconds,
    windowSeconds: defaultWindow(options.delaySeconds),
    secure: options.secure,
    view: 'processes',
    tables: initialTables(),
    groupBy: 'command',
    forest: { isShown: false, collapsed: new Map(), focus: null },
    threads: false,
    largeSmaps: false,
    resolve: false,
    cumulative: false,
    showCommandLine: false,
    display: DEFAULT_DISPLAY,
    paused: false,
    overlay: null,
    notice: null,
    noticeSeconds: 0,
    histories: {},
    screen: options.screen,
    mostColumns: null,
    framesLeft: null,
    signals: options.signals,
    keymap: options.keymap ?? KEYMAP,
  };
}
