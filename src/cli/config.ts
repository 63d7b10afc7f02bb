// Reads config.toml, layout.toml and theme files: what is wrong in them is said with its line, and what is right is used.
// Must never write to them, and never wait for one that is no regular file.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { DEFAULT_SETTINGS, type Settings, type Vocabulary } from '../core/settings.ts';
import { lineOf, readSettings } from '../core/settings-text.ts';
import { safeText } from '../export/safe-text.ts';
import { VIEW_IDS, VIEWS } from '../store/views.ts';
import { CONFIG_FILE, LAYOUT_FILE } from './config-folder.ts';

/** A config of a few hundred lines has 20 KB. */
const LARGEST_BYTES = 1 << 20;
const LONGEST_REASON = 200;

export interface Config {
  /** Why a file that was asked for by name cannot be used at all; null when it can. */
  readonly refusal: string | null;
  readonly settings: Settings;
  /** Each one line with file, line and reason. */
  readonly problems: readonly string[];
  /** 'config.toml:12' of a key choice, for what the keymap says about it. */
  readonly whereKey: (id: string) => string;
}

interface TomlFile {
  readonly text: string;
  readonly data: unknown;
  /** Why there is no data, with file and line. */
  readonly problem: string | null;
  readonly isMissing: boolean;
}

const VOCABULARY: Vocabulary = { views: Object.fromEntries(VIEW_IDS.map((id) => [id, VIEWS[id].entity])) };

/** The settings of a folder: those of the config, and over them the saved layout. `file` is read in place of both. */
export function loadConfig(folder: string | null, file: string | null): Config {
  const config = file ?? (folder === null ? null : join(folder, CONFIG_FILE));
  const layout = folder === null || file !== null ? null : join(folder, LAYOUT_FILE);
  let settings = DEFAULT_SETTINGS;
  const problems: string[] = [];
  let text = '';
  let refusal: string | null = null;
  for (const path of [config, layout]) {
    if (path === null) continue;
    const read = readToml(path);
    if (path === config) text = read.text;
    if (read.isMissing && path !== file) continue;
    if (read.problem !== null && path === file && read.text === '') refusal = `--config: ${read.problem}`;
    else if (read.problem !== null) problems.push(read.problem);
    const found = readSettings(read.data, settings, VOCABULARY);
    settings = found.settings;
    for (const problem of found.problems) {
      problems.push(`${basename(path)}:${lineOf(read.text, problem.path)}: ${printable(problem.text)}`);
    }
  }
  return {
    refusal,
    settings,
    problems,
    whereKey: (id) => `${config === null ? CONFIG_FILE : basename(config)}:${lineOf(text, ['keys', id])}`,
  };
}

/** Reads a file of TOML; whatever hinders that is its problem, in one line. */
export function readToml(path: string): TomlFile {
  const name = basename(path);
  try {
    const text = readText(path);
    try {
      return { text, data: parse(text), problem: null, isMissing: false };
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? '';
      return { text, data: {}, problem: `${name}:${error.line}: ${printable(reason)}; nothing of it is used`, isMissing: false };
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = error instanceof Error ? error.message : String(error);
    return { text: '', data: {}, problem: `${name}: ${printable(reason)}`, isMissing: code === 'ENOENT' };
  }
}

/** Throws an Error that says what is wrong with the file. */
function readText(path: string): string {
  // Without O_NONBLOCK a named pipe would be waited for.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error(stat.isDirectory() ? 'is a directory' : 'is no regular file');
    if (stat.size > LARGEST_BYTES) throw new Error(`is larger than ${LARGEST_BYTES >> 20} MiB`);
    const buffer = Buffer.alloc(LARGEST_BYTES);
    let length = 0;
    for (let read = -1; read !== 0 && length < LARGEST_BYTES; length += read) {
      read = readSync(fd, buffer, length, LARGEST_BYTES - length, null);
    }
    const bytes = buffer.subarray(0, length);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new Error(`line ${lineOfBadByte(bytes)} is not UTF-8`, { cause: error });
    }
  } finally {
    closeSync(fd);
  }
}

function lineOfBadByte(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split('\n');
  return 1 + Math.max(0, lines.findIndex((line) => line.includes('\ufffd')));
}

/** What a file says must not reach the terminal raw. */
export function printable(text: string): string {
  return safeText(text).slice(0, LONGEST_REASON);
}
