// The saved layout: whole or not at all, for its owner only, and read again as it was.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig } from '../../src/cli/config.ts';
import { saveLayout } from '../../src/cli/layout-file.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/core/settings.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'leaktop-layout-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  delaySeconds: 0.5,
  idle: false,
  views: { processes: { columns: ['pid', 'time', 'res'], sort: { field: 'time', descending: false } } },
};

test('it is made with its folder, read again as it was, and nobody else may read it', () => {
  const env = { XDG_CONFIG_HOME: join(base, 'new') };
  const folder = join(base, 'new', 'leaktop');
  assert.deepEqual(saveLayout(settings, env), { saved: true, text: `saved to ${folder}/layout.toml` });
  assert.deepEqual(readdirSync(folder), ['layout.toml']);
  assert.equal(statSync(join(folder, 'layout.toml')).mode & 0o777, 0o600);
  assert.match(readFileSync(join(folder, 'layout.toml'), 'utf8'), /^# Saved by leaktop/);
  const read = loadConfig(folder, null);
  assert.deepEqual({ settings: read.settings, problems: read.problems }, { settings, problems: [] });
  assert.equal(saveLayout(DEFAULT_SETTINGS, env).saved, true);
  assert.deepEqual(loadConfig(folder, null).settings, DEFAULT_SETTINGS);
});

test('where it cannot be written it is said why, and nothing is left behind or lost', () => {
  writeFileSync(join(base, 'leaktop'), '');
  const { saved, text } = saveLayout(settings, { XDG_CONFIG_HOME: base });
  assert.equal(saved, false);
  assert.match(text, /^not saved: (ENOTDIR|EEXIST): /);
  rmSync(join(base, 'leaktop'));
  mkdirSync(join(base, 'leaktop', 'layout.toml'), { recursive: true });
  assert.equal(saveLayout(settings, { XDG_CONFIG_HOME: base }).saved, false);
  assert.deepEqual(readdirSync(join(base, 'leaktop')), ['layout.toml']);
  assert.equal(existsSync(join(base, 'leaktop', 'config.toml')), false);
  assert.match(saveLayout(settings, {}).text, /neither XDG_CONFIG_HOME nor HOME/);
});
