// Reads the settings out of a parsed config and writes them as TOML, by the table of settings. Pure.
// Must never throw for what a user wrote: each wrong value is a problem, and its default stays.

import { nearestWord } from './nearest.ts';
import { DEFAULT_SETTINGS, readTexts, SETTINGS, VIEW_SETTINGS, wrongType, type Settings, type SettingValue, type ViewSettings, type Vocabulary } from './settings.ts';

/** Something in a config that is not as it should be; `path` leads to it: ['views', 'processes', 'sort']. */
export interface SettingProblem {
  readonly path: readonly string[];
  readonly text: string;
}

export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

type Section = Readonly<Record<string, unknown>>;

/** The settings of a parsed config over others. */
export function readSettings(config: unknown, over: Settings, vocabulary: Vocabulary): ReadSettings {
  const problems: SettingProblem[] = [];
  let settings = over;
  /** Does it, and notes what it throws. */
  const attempt = (path: readonly string[], read: () => Settings): void => {
    try {
      settings = read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ path, text: error.message });
    }
  };
  for (const [key, value] of Object.entries(isSection(config) ? config : {})) {
    const spec = SETTINGS.find((one) => one.key === key);
    if (key === 'views') {
      eachEntry(value, [key], attempt, (id, section) => {
        for (const path of readView(id, section, vocabulary)) attempt(path.path, () => path.read(settings));
      });
    } else if (key === 'keys') {
      eachEntry(value, [key], attempt, (id, names) => {
        attempt([key, id], () => ({ ...settings, keys: { ...settings.keys, [id]: readTexts(names) } }));
      });
    } else {
      attempt([key], () => {
        if (spec === undefined) throw unknownWord('setting', key, [...SETTINGS.map((one) => one.key), 'views', 'keys']);
        return { ...settings, ...spec.read(value, vocabulary) };
      });
    }
  }
  return { settings, problems };
}

/** Settings as TOML, those that differ from the ones under them; read again over those they are the same. */
export function writeSettings(settings: Settings, under: Settings = DEFAULT_SETTINGS): string {
  const lines: string[] = [];
  for (const { key, write } of SETTINGS) {
    const value = write(settings);
    if (value !== null && value !== write(under)) lines.push(`${key} = ${toml(value)}`);
  }
  for (const [id, view] of Object.entries(settings.views)) {
    const entries = Object.entries(VIEW_SETTINGS).map(([key, { write }]) => [key, write(view), write(under.views[id] ?? {})] as const);
    const written = entries.filter(([, value, before]) => value !== null && !isSame(value, before));
    if (written.length === 0) continue;
    lines.push('', `[views.${tomlKey(id)}]`, ...written.map(([key, value]) => `${key} = ${toml(value as SettingValue)}`));
  }
  const keys = Object.entries(settings.keys).filter(([id, names]) => !isSame(names, under.keys[id] ?? null));
  if (keys.length > 0) lines.push('', '[keys]', ...keys.map(([id, names]) => `${tomlKey(id)} = ${toml(names)}`));
  return lines.map((line) => `${line}\n`).join('');
}

/** Line of a setting in the text it was read from, from 1 on: of the nearest thing around it where it is written oddly. */
export function lineOf(text: string, path: readonly string[]): number {
  let section: readonly string[] = [];
  let best = 1;
  let depth = -1;
  text.split('\n').forEach((line, at) => {
    const head = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (head !== undefined) section = words(head);
    const key = head === undefined ? /^\s*([^=#]+?)\s*=/.exec(line)?.[1] : undefined;
    const here = key === undefined ? section : [...section, ...words(key)];
    const isWritten = head !== undefined || key !== undefined;
    if (!isWritten || here.length <= depth || !here.every((word, i) => word === path[i])) return;
    best = at + 1;
    depth = here.length;
  });
  return best;
}

function words(dotted: string): string[] {
  return Array.from(dotted.matchAll(/"([^"]*)"|'([^']*)'|([^.\s"']+)/g), (found) => found[1] ?? found[2] ?? found[3] ?? '');
}

interface ViewRead {
  readonly path: readonly string[];
  readonly read: (settings: Settings) => Settings;
}

function readView(id: string, value: unknown, { views }: Vocabulary): readonly ViewRead[] {
  const entity = Object.hasOwn(views, id) ? views[id] : undefined;
  const path = ['views', id];
  if (entity === undefined) return [{ path, read: () => raise(unknownWord('view', id, Object.keys(views))) }];
  if (!isSection(value)) return [{ path, read: () => raise(wrongType(value, 'a table')) }];
  return Object.entries(value).map(([key, given]) => ({
    path: [...path, key],
    read: (settings) => {
      if (!isViewSetting(key)) throw unknownWord('setting of a view', key, Object.keys(VIEW_SETTINGS));
      const view: ViewSettings = { ...settings.views[id], ...VIEW_SETTINGS[key].read(given, entity) };
      return { ...settings, views: { ...settings.views, [id]: view } };
    },
  }));
}

function eachEntry(
  value: unknown,
  path: readonly string[],
  attempt: (path: readonly string[], read: () => Settings) => void,
  take: (key: string, value: unknown) => void,
): void {
  if (isSection(value)) for (const [key, one] of Object.entries(value)) take(key, one);
  else attempt(path, () => raise(wrongType(value, 'a table')));
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isViewSetting(key: string): key is keyof typeof VIEW_SETTINGS {
  return Object.hasOwn(VIEW_SETTINGS, key);
}

function unknownWord(what: string, word: string, candidates: readonly string[]): RangeError {
  const nearest = nearestWord(word, candidates);
  return new RangeError(`unknown ${what} '${word.slice(0, 40)}'${nearest === null ? '' : `: did you mean '${nearest}'?`}`);
}

function raise(error: Error): never {
  throw error;
}

/** Basic strings of TOML are those of JSON, but for DEL, which must be escaped. */
function toml(value: SettingValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\x7f', '\\u007f');
  if (Array.isArray(value)) return `[${value.map(toml).join(', ')}]`;
  return String(value);
}

function isSame(one: SettingValue | null, other: SettingValue | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : toml(key);
}
