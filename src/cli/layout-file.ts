// Saves what is on screen as layout.toml beside the config. Must never touch the config, which is the user's own, nor
// leave half a file: it is written beside and renamed.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScreenSettings } from '../core/settings.ts';
import { writeSettings } from '../core/settings-text.ts';
import { withDeclaredViews } from '../store/settings-state.ts';
import { CONFIG_FILE, configFolder, LAYOUT_FILE } from './config-folder.ts';
import { loadConfig } from './config.ts';

const FIRST_LINE = '# Saved by leaktop (W): read after config.toml, and written anew each time. Delete it to begin again.\n';

export interface Saved {
  readonly saved: boolean;
  /** Where it is, or why it is not. */
  readonly text: string;
}

/** Saves what is otherwise than in the config, which is read again: what a user changes there later holds where nothing else was saved. */
export function saveLayout(shown: ScreenSettings, env: Readonly<Record<string, string | undefined>>): Saved {
  const folder = configFolder(env);
  if (folder === null) return { saved: false, text: 'not saved: neither XDG_CONFIG_HOME nor HOME is set' };
  const path = join(folder, LAYOUT_FILE);
  const beside = `${path}.${process.pid}`;
  let begun = false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    begun = true;
    const under = withDeclaredViews(loadConfig(null, join(folder, CONFIG_FILE)).settings);
    writeFileSync(beside, FIRST_LINE + writeSettings({ ...under, ...shown }, under), { mode: 0o600, flag: 'wx' });
    renameSync(beside, path);
    return { saved: true, text: `saved to ${path}` };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (begun) rmSync(beside, { force: true });
    return { saved: false, text: `not saved: ${error.message}` };
  }
}
