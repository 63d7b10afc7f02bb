// The ways of showing the table that are on, each with the key that ends it, so that nobody is lost in one.

import { isForest } from './branches.ts';
import { keyLabel, type KeyEntry } from './key-entry.ts';
import { isCumulative } from './shown-columns.ts';
import type { State } from './state.ts';
import type { ModeView } from './view.ts';
import { showsThreads } from './views.ts';
import { processLabel } from './words.ts';

export function modesOf(state: State, keys: readonly KeyEntry[]): readonly ModeView[] {
  const modes: ModeView[] = [];
  const add = (text: string, id: string): void => {
    const entry = keys.find((other) => other.id === id);
    modes.push({ text, key: keyLabel(entry?.keys[0] ?? '') });
  };
  if (showsThreads(state)) add('threads', 'threads');
  if (isForest(state)) {
    add('forest', 'forest');
    const { focus } = state.forest;
    if (focus !== null) add(`only ${processLabel(state.frame, state.texts, focus)}`, 'focus-branch');
  }
  if (isCumulative(state)) add('cumulative time', 'cumulative-time');
  return modes;
}
