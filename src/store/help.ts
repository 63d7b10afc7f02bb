// The help: made from the keymap, so that it can never say another thing than the keys do.

import { KEY_GROUPS, keyLabel, modeOf, type KeyEntry } from './key-entry.ts';
import type { State } from './state.ts';
import type { HelpLine, View } from './view.ts';

/** Lines that a frame, a title and the footer may take from the help: fewer are never counted as readable. */
const LINES_AROUND_HELP = 6;

export function helpLines(keys: readonly KeyEntry[]): readonly HelpLine[] {
  const lines: HelpLine[] = [];
  for (const group of KEY_GROUPS) {
    const entries = keys.filter((entry) => entry.group === group);
    if (entries.length === 0) continue;
    if (lines.length > 0) lines.push({ kind: 'blank' });
    lines.push({ kind: 'title', text: group });
    for (const entry of entries) lines.push({ kind: 'key', key: entry.keys.map(keyLabel).join(' '), text: entry.doc });
  }
  return lines;
}

export function helpPageRows(screen: State['screen']): number {
  return Math.max(1, screen.rows - LINES_AROUND_HELP);
}

export function maxHelpScroll(keys: readonly KeyEntry[], screen: State['screen']): number {
  return Math.max(0, helpLines(keys).length - helpPageRows(screen));
}

/** The keys worth knowing now, most useful first. */
export function keyHints(state: State, keys: readonly KeyEntry[]): View['hints'] {
  const mode = modeOf(state);
  return keys
    .filter((entry) => entry.hint !== undefined && entry.modes.includes(mode) && !(state.secure && entry.acts))
    .sort((a, b) => (a.hint as number) - (b.hint as number))
    .map((entry) => ({ key: keyLabel(entry.keys[0] as string), label: entry.label }));
}
