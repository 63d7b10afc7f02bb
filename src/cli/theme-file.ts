// Finds and reads a theme by its name: a file in the user's themes folder, or one that comes along.
// Must never write, and never refuse a whole theme for one wrong role.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearestWord } from '../core/nearest.ts';
import { lineOf } from '../core/settings-text.ts';
import { DEFAULT_THEME } from '../core/theme-name.ts';
import { readTheme } from '../ui/theme-text.ts';
import type { ThemeChanges } from '../ui/theme.ts';
import { printable, readToml } from './config.ts';
import { THEMES_FOLDER } from './config-folder.ts';

/** From src/cli as well as from dist/app. */
const SHIPPED = fileURLToPath(new URL('../../assets/themes', import.meta.url));
const ENDING = '.toml';

export interface LoadedTheme {
  /** null: there is no theme of this name. */
  readonly changes: ThemeChanges | null;
  readonly problems: readonly string[];
}

/** `folder` is that of the config. */
export function loadTheme(name: string, folder: string | null): LoadedTheme {
  const folders = [...(folder === null ? [] : [join(folder, THEMES_FOLDER)]), SHIPPED];
  const found = folders.find((one) => themesIn(one).includes(name));
  if (found === undefined) return { changes: null, problems: [unknownTheme(name, folders)] };
  const { text, data, problem } = readToml(join(found, name + ENDING));
  const { changes, problems } = readTheme(data);
  const told = problems.map(({ path, text: what }) => `${name}${ENDING}:${lineOf(text, path)}: ${printable(what)}`);
  return { changes, problems: [...(problem === null ? [] : [problem]), ...told] };
}

/** Names of the themes that come along. */
export function shippedThemes(): readonly string[] {
  return themesIn(SHIPPED);
}

function themesIn(folder: string): readonly string[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
    return files.map((file) => file.slice(0, -ENDING.length)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
    throw error;
  }
}

function unknownTheme(name: string, folders: readonly string[]): string {
  const names = [DEFAULT_THEME, ...folders.flatMap(themesIn)];
  const nearest = nearestWord(name, names);
  const wayOut = nearest === null ? `there are ${[...new Set(names)].join(', ')}` : `did you mean '${nearest}'?`;
  return `no theme '${printable(name)}': ${wayOut}`;
}
