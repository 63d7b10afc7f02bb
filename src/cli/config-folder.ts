// Where the config is, and whether there is any: one look at a folder, which most users do not have.
// Must stay free of everything: it is on the way to the first frame.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const CONFIG_FILE = 'config.toml';
export const LAYOUT_FILE = 'layout.toml';
export const THEMES_FOLDER = 'themes';

/** XDG Base Directory: relative paths in the variable are to be ignored. Null where there is no home either. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CONFIG_HOME: base = '', HOME: home = '' } = env;
  if (base.startsWith('/')) return join(base, 'leaktop');
  return home.startsWith('/') ? join(home, '.config', 'leaktop') : null;
}

/** Whether something is there to be read. A folder that may not be entered is for whoever reads it to tell. */
export function hasConfig(folder: string | null): folder is string {
  if (folder === null) return false;
  try {
    return readdirSync(folder).some((name) => name === CONFIG_FILE || name === LAYOUT_FILE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
