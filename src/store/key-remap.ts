// Makes the keymap a user has from the declared one and what the user wants otherwise. Pure.
// Must never take Ctrl-C from quitting, nor a character from where a line is edited: nobody may be locked in.

import { nearestWord } from '../core/nearest.ts';
import { isOfView, keyLabel, type KeyEntry, type Mode } from './key-entry.ts';
import { parseKeyName, typesText } from './key-names.ts';

/** Which keys a command has instead of the declared ones, by id; an empty list takes them away. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

export interface Remap {
  readonly keymap: readonly KeyEntry[];
  /** What could not be done as wanted, by the id it was wanted for. */
  readonly problems: readonly { readonly id: string; readonly text: string }[];
}

/** This one works everywhere and keeps its key, whatever is wanted. */
const LAST_RESORT = { id: 'quit-at-once', key: 'C-c' };

/** What lost its key is found here: a key of these goes only to who gives them another, and they keep one. */
const WAY_TO_ALL: readonly string[] = ['palette', 'run-command'];

/** The declared keymap changed by a preset, then by a user's choices; a wrong choice leaves its command as it was. */
export function remapKeys(declared: readonly KeyEntry[], preset: KeyChoices, choices: KeyChoices): Remap {
  const first = applyChoices(declared, preset);
  const second = applyChoices(first.keymap, choices);
  return { keymap: second.keymap, problems: [...first.problems, ...second.problems] };
}

function applyChoices(keymap: readonly KeyEntry[], choices: KeyChoices): Remap {
  // The usual case, on the way to the first frame: comparing every key with every other is 5 ms there.
  if (Object.keys(choices).length === 0) return { keymap, problems: [] };
  const problems: { id: string; text: string }[] = [];
  const wanted = new Map<string, readonly string[]>();
  for (const [id, names] of inOrder(choices, keymap)) {
    const entry = keymap.find((one) => one.id === id);
    if (entry === undefined) {
      problems.push({ id, text: unknownCommand(id, keymap) });
      continue;
    }
    const keys: string[] = [];
    for (const name of names) {
      const read = readKey(name, entry, keymap, wanted);
      if ('problem' in read) problems.push({ id, text: read.problem });
      else if (!keys.includes(read.key)) keys.push(read.key);
    }
    // Where every name was wrong the command keeps what it had; an empty list was meant.
    const isKept = keys.length === 0 && WAY_TO_ALL.includes(id);
    if (isKept && names.length === 0) problems.push({ id, text: `'${id}' keeps its key: without it no command is found` });
    if (isKept) wanted.set(id, entry.keys);
    else if (keys.length > 0 || names.length === 0) wanted.set(id, keys);
  }
  const changed = keymap.map((entry) => withKeys(entry, wanted, keymap));
  for (const entry of changed) {
    const before = keymap.find(({ id }) => id === entry.id) as KeyEntry;
    if (entry.keys.length > 0 || before.keys.length === 0 || wanted.has(entry.id)) continue;
    const [taker] = takersOf(before, wanted, keymap);
    problems.push({ id: taker ?? entry.id, text: `'${entry.id}' has no key left; give it another one` });
  }
  return { keymap: changed.map((entry) => withPrefix(entry, keymap, changed)), problems };
}

/** The ways to all commands first, whether another key is wanted for them or not: they have the first choice. */
function inOrder(choices: KeyChoices, keymap: readonly KeyEntry[]): readonly (readonly [string, readonly string[]])[] {
  const first = keymap.filter(({ id }) => WAY_TO_ALL.includes(id)).map(({ id, keys }) => [id, choices[id] ?? keys] as const);
  return [...first, ...Object.entries(choices).filter(([id]) => !WAY_TO_ALL.includes(id))];
}

/** The keys an entry has: the wanted ones, or the declared ones nobody else wants in one of its modes. */
function withKeys(entry: KeyEntry, wanted: ReadonlyMap<string, readonly string[]>, keymap: readonly KeyEntry[]): KeyEntry {
  const own = wanted.get(entry.id);
  if (own !== undefined) {
    const keys = entry.id === LAST_RESORT.id && !own.includes(LAST_RESORT.key) ? [...own, LAST_RESORT.key] : own;
    return { ...entry, keys };
  }
  const keys = entry.keys.filter((name) => takersOf({ ...entry, keys: [name] }, wanted, keymap).length === 0);
  return keys.length === entry.keys.length ? entry : { ...entry, keys };
}

/** Ids of the commands that want a key of this one where both are at home. */
function takersOf(
  entry: KeyEntry,
  wanted: ReadonlyMap<string, readonly string[]>,
  keymap: readonly KeyEntry[],
): readonly string[] {
  return keymap
    .filter((other) => other.id !== entry.id && wanted.has(other.id) && meet(other, entry))
    .filter(({ id }) => wanted.get(id)?.some((name) => entry.keys.includes(name)) === true)
    .map(({ id }) => id);
}

function readKey(
  name: string,
  entry: KeyEntry,
  keymap: readonly KeyEntry[],
  wanted: ReadonlyMap<string, readonly string[]>,
): { readonly key: string } | { readonly problem: string } {
  const key = parseKeyName(name);
  if (key === null) return { problem: `'${name}' is no key: write a character, f1 to f12, up, pgdn, ctrl-x, alt-x …` };
  if (key === LAST_RESORT.key && entry.id !== LAST_RESORT.id) return { problem: 'ctrl-c always quits' };
  if (typesText(key) && entry.modes.some((mode) => isTypedIn(mode, keymap))) {
    return { problem: `'${name}' types text where '${entry.id}' works` };
  }
  const other = keymap.find(
    (one) => one.id !== entry.id && wanted.get(one.id)?.includes(key) === true && meet(one, entry),
  );
  return other === undefined ? { key } : { problem: `'${name}' is '${other.id}' already` };
}

/** A line is edited where no declared command has a character for a key. */
function isTypedIn(mode: Mode, keymap: readonly KeyEntry[]): boolean {
  return keymap.every(({ modes, keys }) => !modes.includes(mode) || !keys.some(typesText));
}

/** Whether both can be meant at once. */
function meet(one: KeyEntry, other: KeyEntry): boolean {
  const views = one.views?.some((view) => isOfView(other, view)) ?? true;
  return views && one.modes.some((mode) => other.modes.includes(mode));
}

/** What is shown before a key is the key that opens its mode now. */
function withPrefix(entry: KeyEntry, before: readonly KeyEntry[], now: readonly KeyEntry[]): KeyEntry {
  const { prefix } = entry;
  if (prefix === undefined) return entry;
  const opener = before.find(({ keys, modes }) => modes.includes('table') && keys.includes(prefix));
  const key = now.find(({ id }) => id === opener?.id)?.keys[0];
  return key === undefined || key === prefix ? entry : { ...entry, prefix: key };
}

function unknownCommand(id: string, keymap: readonly KeyEntry[]): string {
  const ofKey = keymap.filter(({ keys }) => keys.some((name) => name === id || keyLabel(name) === id));
  const byKey = ofKey.find(({ modes }) => modes.includes('table')) ?? ofKey[0];
  if (byKey !== undefined) return `'${id}' is a key: write the command first, ${byKey.id} = ["${id}"]`;
  const nearest = nearestWord(id, keymap.map((entry) => entry.id));
  return `no command '${id}'${nearest === null ? '; docs/keys.md lists them' : `: did you mean '${nearest}'?`}`;
}
