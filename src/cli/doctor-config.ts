// What doctor says of the user's own files: config, saved layout, theme and keys. They are read as a start reads them.
// Must never write to them.

import { DEFAULT_THEME } from '../core/theme-name.ts';
import { KEY_CHOICES } from '../store/key-presets.ts';
import { remapKeys } from '../store/key-remap.ts';
import { KEYMAP } from '../store/keymap.ts';
import { configFolder, hasConfig } from './config-folder.ts';
import { loadConfig } from './config.ts';
import type { Outcome } from './doctor-checks.ts';
import { loadTheme } from './theme-file.ts';

export function checkConfig(env: Readonly<Record<string, string | undefined>>): Outcome {
  const folder = configFolder(env);
  if (folder === null || !hasConfig(folder)) return { state: 'ok', source: '', text: 'there is none: the defaults hold', hint: '' };
  const { settings, problems: wrongSettings, whereKey } = loadConfig(folder, null);
  const { problems: wrongKeys } = remapKeys(KEYMAP, KEY_CHOICES[settings.keyPreset], settings.keys);
  const wrongTheme = settings.theme === DEFAULT_THEME ? [] : loadTheme(settings.theme, folder).problems;
  const problems = [...wrongSettings, ...wrongKeys.map(({ id, text }) => `${whereKey(id)}: ${text}`), ...wrongTheme];
  if (problems.length === 0) return { state: 'ok', source: folder, text: 'read, and nothing is wrong in it', hint: '' };
  const text = `${problems.length === 1 ? 'one thing is' : `${problems.length} things are`} wrong, where the default holds`;
  return { state: 'degraded', source: folder, text, hint: 'docs/config.md says what can be written', problems };
}
