// What a key is: the record from which dispatch, help, footer, palette and documents are made.

import type { State } from './state.ts';
import type { Step } from './step.ts';
import type { ViewId } from './views.ts';

/** What is in front decides what a key means: an overlay by its kind, or the table. */
export const MODES = ['table', 'goto', 'help', 'prompt', 'palette', 'fields', 'fieldSearch', 'findings', 'confirm', 'result', 'detail'] as const;
export type Mode = (typeof MODES)[number];

export const KEY_GROUPS = [
  'General',
  'Sorting',
  'Moving',
  'Views',
  'Filters',
  'Columns and windows',
  'Display',
  'Forest',
  'Actions',
  'Overlays',
  'Editing',
] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

export interface KeyEntry {
  /** The name of the command: with spaces for dashes it is what the palette offers. */
  readonly id: string;
  /** Canonical names: 'M', 'up', 'C-c'. All do the same; the first is shown in the footer. */
  readonly keys: readonly string[];
  readonly modes: readonly Mode[];
  /** The views it belongs to, for a key of the table that means nothing elsewhere; without it all of them. */
  readonly views?: readonly ViewId[];
  /** The key pressed before it, which opens its mode: shown with it. */
  readonly prefix?: string;
  readonly group: KeyGroup;
  /** A word or two for the footer. */
  readonly label: string;
  /** One sentence for help and documents. */
  readonly doc: string;
  /** Place in the footer, lowest first; without it the key is in the help only. */
  readonly hint?: number;
  /** The field it sorts by: it is in the footer while that has a column. */
  readonly sorts?: string;
  /** Changes the world: not offered in secure mode. */
  readonly acts?: boolean;
  /** `keys` is the whole keymap, for what is made of it. */
  readonly run: (state: State, keys: readonly KeyEntry[]) => Step;
}

export function modeOf(state: State): Mode {
  return state.overlay?.kind ?? 'table';
}

/** The entry a key means in a mode and view, or undefined. */
export function findKey(keys: readonly KeyEntry[], mode: Mode, view: ViewId, name: string): KeyEntry | undefined {
  return keys.find((entry) => entry.modes.includes(mode) && isOfView(entry, view) && entry.keys.includes(name));
}

export function isOfView(entry: KeyEntry, view: ViewId): boolean {
  return entry.views?.includes(view) ?? true;
}

/** The keys of an entry as people read them. */
export function keyLabels(entry: KeyEntry): readonly string[] {
  const before = entry.prefix === undefined ? '' : `${keyLabel(entry.prefix)} `;
  return entry.keys.map((name) => before + keyLabel(name));
}

const LABELS: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
  tab: 'Tab',
  'S-tab': 'Shift-Tab',
};

/** The first key of a command as people read it; '' where it has none. */
export function firstKeyLabel(entry: KeyEntry): string {
  return keyLabels(entry)[0] ?? '';
}

/** The key of a command as this user has it, for a sentence; where it has none, its name in the palette. */
export function keyFor({ keymap }: Pick<State, 'keymap'>, id: string): string {
  const entry = keymap.find((one) => one.id === id);
  const label = entry === undefined ? '' : firstKeyLabel(entry);
  return label === '' ? `"${id.replaceAll('-', ' ')}"` : label;
}

/** A key as people read it: 'C-c' is Ctrl-C, 'A-b' Alt-B, 'f1' F1. */
export function keyLabel(name: string): string {
  const known = LABELS[name];
  if (known !== undefined) return known;
  if (/^f\d+$/.test(name)) return name.toUpperCase();
  const [, modifier, rest] = /^([CA])-(.+)$/.exec(name) ?? [];
  if (modifier === undefined || rest === undefined) return name;
  return `${modifier === 'C' ? 'Ctrl' : 'Alt'}-${LABELS[rest] ?? rest.toUpperCase()}`;
}
