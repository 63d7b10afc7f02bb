// What is believed of a terminal by its name and the locale.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectCapabilities, type Capabilities } from '../../../src/ui/terminal/capabilities.ts';

function capabilitiesOf(env: Record<string, string | undefined>): Capabilities {
  const detection = detectCapabilities(env, true);
  assert.ok(detection.ok);
  return detection.capabilities;
}

function reasonOf(env: Record<string, string | undefined>, isTty: boolean): string {
  const detection = detectCapabilities(env, isTty);
  assert.ok(!detection.ok);
  return detection.reason;
}

describe('terminals that cannot show a full screen', () => {
  it('are refused in one line that says why', () => {
    assert.equal(
      reasonOf({ TERM: 'dumb' }, true),
      'this terminal (TERM=dumb) cannot show a full screen; use batch mode (-b) or set TERM',
    );
    for (const term of ['unknown', 'vt52', 'wyse50', 'emacs', 'DUMB']) reasonOf({ TERM: term }, true);
    assert.match(reasonOf({ TERM: 'xterm' }, false), /must be a terminal/);
    assert.match(reasonOf({}, false), /must be a terminal/);
    assert.doesNotMatch(reasonOf({ TERM: 'dumb\x1b]0;x\x07\n' }, true), /[^ -~]/);
  });
});

describe('colours', () => {
  const cases: readonly (readonly [number, Record<string, string>])[] = [
    [256, { TERM: 'xterm-256color' }],
    [256, { TERM: 'tmux-256color' }],
    [256, { TERM: 'screen-256color' }],
    [256, { TERM: 'screen.xterm-256color' }],
    [256, { TERM: 'xterm-direct' }],
    [256, { TERM: 'alacritty' }],
    [256, { TERM: 'xterm-kitty' }],
    [256, { TERM: 'foot' }],
    [256, { TERM: 'wezterm' }],
    [256, { TERM: 'xterm', COLORTERM: 'truecolor' }],
    [8, { TERM: 'xterm' }],
    [8, { TERM: 'screen' }],
    [8, { TERM: 'tmux' }],
    [8, { TERM: 'putty' }],
    [8, {}],
    [16, { TERM: 'xterm-16color' }],
    [8, { TERM: 'linux' }],
    [8, { TERM: 'linux', COLORTERM: 'truecolor' }],
    [0, { TERM: 'vt100' }],
    [0, { TERM: 'vt220' }],
    [0, { TERM: 'ansi' }],
    [0, { TERM: 'rxvt-m' }],
    [0, { TERM: 'xterm-256color', NO_COLOR: '1' }],
    [256, { TERM: 'xterm-256color', NO_COLOR: '' }],
  ];
  for (const [colours, env] of cases) {
    it(`${colours} for ${JSON.stringify(env)}`, () => {
      assert.equal(capabilitiesOf(env).colours, colours);
    });
  }
});

describe('Unicode', () => {
  const cases: readonly (readonly [boolean, Record<string, string>])[] = [
    [true, { LANG: 'C.UTF-8' }],
    [true, { LANG: 'de_DE.utf8' }],
    [false, { LANG: 'C' }],
    [false, {}],
    [false, { LC_ALL: 'C', LC_CTYPE: 'en_US.UTF-8', LANG: 'en_US.UTF-8' }],
    [true, { LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }],
    [false, { LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }],
    [false, { TERM: 'linux', LANG: 'C.UTF-8' }],
    [false, { TERM: 'vt100', LANG: 'C.UTF-8' }],
  ];
  for (const [unicode, env] of cases) {
    it(`${String(unicode)} for ${JSON.stringify(env)}`, () => {
      assert.equal(capabilitiesOf({ TERM: 'xterm-256color', ...env }).unicode, unicode);
    });
  }
});

describe('the kind of terminal', () => {
  it('decides over alternate screen and synchronized output', () => {
    for (const term of ['xterm', 'tmux-256color', 'screen', 'foot']) {
      const { alternateScreen, synchronizedOutput } = capabilitiesOf({ TERM: term });
      assert.deepEqual(
        { alternateScreen, synchronizedOutput },
        { alternateScreen: true, synchronizedOutput: true },
        term,
      );
    }
    for (const term of ['linux', 'vt100', 'ansi', 'vt220']) {
      const { alternateScreen, synchronizedOutput } = capabilitiesOf({ TERM: term });
      assert.deepEqual(
        { alternateScreen, synchronizedOutput },
        { alternateScreen: false, synchronizedOutput: false },
        term,
      );
    }
  });
});
