// Reads the name of a key as people write it: 'ctrl-c', 'Alt+b', 'F9', 'PgUp', 'M'. Canonical names are those of the
// input decoder. Must never accept what no terminal sends.

const NAMED: Readonly<Record<string, string>> = {
  space: 'space', tab: 'tab', enter: 'enter', return: 'enter', escape: 'escape', esc: 'escape',
  backspace: 'backspace', delete: 'delete', del: 'delete', insert: 'insert', ins: 'insert',
  up: 'up', down: 'down', left: 'left', right: 'right', home: 'home', end: 'end',
  pageup: 'pageup', pgup: 'pageup', pagedown: 'pagedown', pgdn: 'pagedown',
};

const MODIFIERS: Readonly<Record<string, string>> = {
  ctrl: 'C-', control: 'C-', c: 'C-', alt: 'A-', meta: 'A-', a: 'A-', m: 'A-', shift: 'S-', s: 'S-',
};
const ORDER = ['C-', 'A-', 'S-'];

/** The canonical name of a key, or null. One character stands for itself, upper and lower case are two keys. */
export function parseKeyName(text: string): string | null {
  const modifiers = new Set<string>();
  let rest = text;
  for (let found = cutModifier(rest); found !== null; found = cutModifier(rest)) {
    if (modifiers.has(found.prefix)) return null;
    modifiers.add(found.prefix);
    rest = found.rest;
  }
  const name = baseName(rest, modifiers.size > 0);
  if (name === null) return null;
  // Shift is in the character that is typed; terminals tell it apart only with keys that type none.
  if (modifiers.has('S-') && (Array.from(name).length === 1 || name === 'space')) return null;
  return ORDER.filter((prefix) => modifiers.has(prefix)).join('') + name;
}

/** Whether the key types a character where a line is edited. */
export function typesText(name: string): boolean {
  return name === 'space' || Array.from(name).length === 1;
}

function cutModifier(text: string): { readonly prefix: string; readonly rest: string } | null {
  const [, word = '', rest = ''] = /^([a-z]+)[-+](.+)$/i.exec(text) ?? [];
  const prefix = MODIFIERS[word.toLowerCase()];
  return prefix === undefined ? null : { prefix, rest };
}

function baseName(text: string, modified: boolean): string | null {
  if (text === ' ') return 'space';
  if (Array.from(text).length === 1) return /[\p{C}\p{Z}]/u.test(text) ? null : modified ? text.toLowerCase() : text;
  const name = text.toLowerCase();
  return /^f([1-9]|1[0-2])$/.test(name) ? name : (NAMED[name] ?? null);
}
