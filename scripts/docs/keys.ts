// Makes docs/keys.md from the keymap.

import { KEY_GROUPS, keyLabels, MODES, type KeyEntry } from '../../src/store/key-entry.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { code, GENERATED_NOTE, markdownTable } from './markdown.ts';

export function describeKeys(): string {
  const sections = KEY_GROUPS.flatMap((group) => [
    `## ${group}`,
    '',
    markdownTable(
      ['key', 'where', 'does', 'command'],
      KEYMAP.filter((entry) => entry.group === group).map((entry) => [
        keyLabels(entry).map(code).join(' '),
        placesOf(entry),
        entry.doc,
        code(entry.id),
      ]),
    ),
    '',
  ]);
  return [
    '# Keys',
    '',
    GENERATED_NOTE,
    '',
    'The palette (`:`) finds every command of the table by its name, and more: sorting by any field,',
    'showing and hiding columns, windows, and signals.',
    '',
    ...sections,
  ].join('\n');
}

function placesOf(entry: KeyEntry): string {
  if (entry.modes.length === MODES.length) return 'everywhere';
  if (entry.prefix !== undefined) return 'table';
  const views = entry.views === undefined ? '' : ` (${entry.views.join(', ')})`;
  return entry.modes.join(', ') + views;
}
