// What is to be run: the words of the command line over the config and the theme, where there are any.
// Must stay small: it is on the way to the first frame. A start without words and config loads nothing here.

import type { Settings } from '../core/settings.ts';
import { DEFAULT_THEME } from '../core/theme-name.ts';
import type { ThemeChanges } from '../ui/theme.ts';
import type { Invocation } from './arguments.ts';
import { configFolder, hasConfig } from './config-folder.ts';
import type { Options } from './options.ts';

/** How this user wants the screen. */
export interface Personal {
  readonly options: Options;
  readonly theme: ThemeChanges | null;
  /** What is wrong in the files of the user, a line each. */
  readonly problems: readonly string[];
  /** File and line a command's keys are chosen at. */
  readonly whereKey: (id: string) => string;
}

export type Command = Exclude<Invocation, { kind: 'monitor' }>;

export type Begun =
  | { readonly kind: 'refused'; readonly reason: string }
  /** null: as it is without words and config. */
  | { readonly kind: 'screen'; readonly personal: Personal | null }
  | { readonly kind: 'command'; readonly command: Command; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

export async function beginWith(words: readonly string[], env: Environment): Promise<Begun> {
  const folder = configFolder(env);
  if (words.length === 0 && !hasConfig(folder)) return { kind: 'screen', personal: null };
  const { readArguments, UsageError } = await import('./arguments.ts');
  try {
    const invocation = readArguments(words);
    if (invocation.kind !== 'monitor' && invocation.kind !== 'batch') return { kind: 'command', command: invocation, problems: [] };
    return await withConfig(invocation, folder, (settings) => readArguments(words, settings) as typeof invocation);
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

type Configurable = Extract<Invocation, { kind: 'monitor' | 'batch' }>;

async function withConfig(
  bare: Configurable,
  folder: string | null,
  over: (settings: Settings) => Configurable,
): Promise<Begun> {
  const { noConfig, configFile } = bare.options;
  const isRead = configFile !== null || (!noConfig && hasConfig(folder));
  let invocation = bare;
  let problems: readonly string[] = [];
  let whereKey: Personal['whereKey'] = () => '';
  if (isRead) {
    const { loadConfig } = await import('./config.ts');
    const config = loadConfig(folder, configFile);
    if (config.refusal !== null) return { kind: 'refused', reason: config.refusal };
    ({ problems, whereKey } = config);
    invocation = over(config.settings);
  }
  const options = await withUid(invocation.options);
  if (options === null) return { kind: 'refused', reason: `there is no user '${invocation.options.user?.user ?? ''}'` };
  if (invocation.kind === 'batch') return { kind: 'command', command: { ...invocation, options }, problems };
  if (options.theme === DEFAULT_THEME) return { kind: 'screen', personal: { options, theme: null, problems, whereKey } };
  const { loadTheme } = await import('./theme-file.ts');
  const theme = loadTheme(options.theme, folder);
  // Asked for on the command line, a theme that is not there is a wrong word; in a config it is a problem like others.
  if (theme.changes === null && bare.options.theme === options.theme) {
    return { kind: 'refused', reason: `--theme: ${theme.problems.join('; ')}` };
  }
  return {
    kind: 'screen',
    personal: { options, theme: theme.changes, problems: [...problems, ...theme.problems], whereKey },
  };
}

/** With the number of the user that is asked for; null where there is none of that name. */
async function withUid(options: Options): Promise<Options | null> {
  const { user, root } = options;
  if (user === null || user.uid !== null) return options;
  const { findUid } = await import('../sources/inspect/name-service.ts');
  const uid = await findUid(user.user, root);
  return uid === null ? null : { ...options, user: { ...user, uid } };
}
