// Settings become a state, and a state settings: what is saved is what comes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, type Settings } from '../../src/core/settings.ts';
import { settingsOf, withSettings } from '../../src/store/settings-state.ts';
import { makeRows, makeState, press, stateOf } from '../support/state-fixture.ts';

test('a state as it starts has the default settings', () => {
  assert.deepEqual(settingsOf(makeState()), { ...DEFAULT_SETTINGS, views: { processes: {}, groups: {} } });
});

test('what keys have changed is saved and comes back', () => {
  const { state } = press(stateOf(makeRows(9)), 'P', 'R', 'c', '1', 't', 'E', 'e', 'I', 'V', ')', 'tab');
  const settings = settingsOf(state);
  assert.deepEqual(settings.views['processes'], { sort: { field: 'cpu', descending: false } });
  const again = withSettings(makeState(), settings);
  assert.equal(again.view, 'groups');
  assert.deepEqual(again.display, state.display);
  assert.deepEqual(again.tables.processes.sort, state.tables.processes.sort);
  assert.equal(again.windowSeconds, state.windowSeconds);
  assert.equal(again.showCommandLine, true);
  assert.equal(again.forest.isShown, state.forest.isShown);
  assert.deepEqual(settingsOf(again), settings);
});

test('a window too short for the delay gives way', () => {
  const settings: Settings = { ...DEFAULT_SETTINGS, delaySeconds: 30, windowSeconds: 60 };
  assert.equal(withSettings(makeState(), settings).windowSeconds, 1800);
});

test('what no key changes is kept from before', () => {
  const before: Settings = { ...DEFAULT_SETTINGS, theme: 'mono', keys: { help: ['x'] } };
  const { theme, keys } = settingsOf(makeState(), before);
  assert.deepEqual({ theme, keys }, { theme: 'mono', keys: { help: ['x'] } });
});
