// Kinds of terminals and locales: each gets only what it understands; tmux and screen included.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { closeMonitors, openMonitor, openShell, pause, RUN, RUNNING, untilNextFrame } from '../support/monitor.ts';

const linux = requires('linux', 'pty');

afterEach(closeMonitors);

/** Runs leaktop through its dialogs and out; gives back every byte it sent. */
async function tour(env: Record<string, string>, words: readonly string[] = ['-d', '1']): Promise<Buffer> {
  const pty = openMonitor(words, { cols: 160, rows: 40, env });
  await pty.until(RUNNING);
  await pressUntil(pty, ' ', () => /^.*PID USER/m.test(pty.text()));
  pty.key('\x1b[B');
  await untilNextFrame(pty);
  pty.key('\r');
  await pty.until(/over 1 min[^]*Esc/);
  await pty.until(/command/);
  await untilShut(pty);
  pty.key('h');
  await pty.until(/Show this help/);
  await untilShut(pty);
  pty.key(':');
  await pty.until(/Commands \(/);
  await untilShut(pty);
  pty.key('p');
  await pty.until(/paused/i);
  pty.key('p');
  await untilNextFrame(pty);
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
  assert.deepEqual(await pty.leftovers(), []);
  return pty.raw;
}

async function pressUntil(pty: Pty, key: string, wanted: () => boolean): Promise<void> {
  pty.key(key);
  await pty.until(wanted);
}

/** A dialog may be seen before the footer below it is: what a terminal without synchronized output shows comes in parts. */
async function untilShut(pty: Pty): Promise<void> {
  const footer = (): string => pty.screen.line(pty.screen.rows - 1);
  await pty.until(() => /Esc/.test(footer()));
  pty.key('\x1b');
  await pty.until(() => RUNNING.test(pty.text()) && !/Esc/.test(footer()));
}

/** Parameters of every SGR sequence sent. */
function sgrOf(raw: Buffer): string[] {
   
  return Array.from(raw.toString('latin1').matchAll(/\x1b\[([\d;:]*)m/g), (match) => match[1] ?? '');
}

const COLOUR = /(^|;)(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|$)/;

describe('a kind of terminal', linux, () => {
  for (const term of ['xterm-256color', 'screen', 'screen-256color', 'tmux-256color', 'linux', 'foot', 'xterm-kitty']) {
    it(`${term}: shows rows in colour, and leaves`, async () => {
      const raw = await tour({ TERM: term });
      assert.ok(sgrOf(raw).some((parameters) => COLOUR.test(parameters)));
      if (!/256|foot|kitty/.test(term)) assert.ok(sgrOf(raw).every((parameters) => !/[34]8;5/.test(parameters)), '8 colours only');
    });
  }

  it('vt100: no colour, no private modes, only ASCII', async () => {
    const raw = await tour({ TERM: 'vt100' });
    assert.deepEqual(sgrOf(raw).filter((parameters) => COLOUR.test(parameters)), []);
    assert.equal(raw.includes('\x1b[?'), false);
    assert.equal(raw.includes('\x1b]'), false);
    assertAscii(raw);
  });

  it('linux: no alternate screen, no window titles, only what its font has', async () => {
    const raw = await tour({ TERM: 'linux' });
    for (const sequence of ['\x1b[?1049', '\x1b[?2004', '\x1b[?2026', '\x1b]']) assert.equal(raw.includes(sequence), false);
    assertAscii(raw);
  });

  it('NO_COLOR: no colour at all', async () => {
    const raw = await tour({ NO_COLOR: '1' });
    assert.deepEqual(sgrOf(raw).filter((parameters) => COLOUR.test(parameters)), []);
  });

  for (const [name, env] of [
    ['LANG=C', { LANG: 'C' }],
    ['LC_ALL=POSIX over LANG', { LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }],
    ['LC_CTYPE=ISO-8859-1', { LC_CTYPE: 'de_DE.ISO-8859-1' }],
  ] as const) {
    it(`${name}: every byte is ASCII`, async () => {
      assertAscii(await tour(env));
    });
  }
});

/** Shows where the first other byte is. */
function assertAscii(raw: Buffer): void {
  const at = raw.findIndex((byte) => byte >= 0x80);
  assert.equal(at === -1 ? '' : raw.subarray(Math.max(0, at - 40), at + 20).toString(), '');
}

describe('inside tmux', requires('linux', 'pty', 'tmux'), () => {
  for (const [columns, rows] of [[80, 24], [200, 50]] as const) {
    it(`at ${columns} x ${rows}: header, rows, resize, detach, quit`, async () => {
      const directory = mkdtempSync(join(tmpdir(), 'leaktop-tmux-'));
      const env = { ...process.env, TMUX: '', LANG: 'C.UTF-8', NODE_EXTRA_CA_CERTS: '' };
      const tmux = (...words: string[]): string => {
        const run = spawnSync('tmux', ['-S', join(directory, 'socket'), '-f', '/dev/null', '-u', ...words], { env, encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        return run.stdout;
      };
      const shows = async (wanted: RegExp): Promise<string> => {
        for (let i = 0; i < 400; i++) {
          const text = tmux('capture-pane', '-p', '-t', 'one');
          if (wanted.test(text)) return text;
          await pause(50);
        }
        throw new Error(`tmux never showed ${String(wanted)}:\n${tmux('capture-pane', '-p', '-t', 'one')}`);
      };
      try {
        tmux('new-session', '-d', '-s', 'one', '-x', String(columns), '-y', String(rows), 'sh');
        tmux('send-keys', '-t', 'one', `echo term=$TERM; ${RUN} -d 1`, 'Enter');
        const text = await shows(RUNNING);
        assert.ok(text.split('\n').length - 1 <= rows);
        for (const line of text.split('\n')) assert.ok(line.length <= columns, line);
        assert.match(text, /COMMAND/);
        assert.match(text, /Tasks +\d+/);
        tmux('send-keys', '-t', 'one', 'h');
        await shows(/Show this help/);
        tmux('send-keys', '-t', 'one', 'Escape');
        await shows(RUNNING);
        tmux('resize-window', '-t', 'one', '-x', String(columns - 20), '-y', String(rows - 4));
        await shows(/quit/);
        // A client comes and goes: what it is shown is whole.
        const client = openShell(['tmux', '-S', join(directory, 'socket'), '-u', 'attach', '-t', 'one'], { cols: columns, rows });
        await client.until(/PID USER/);
        tmux('detach-client', '-s', 'one');
        await client.exit;
        tmux('send-keys', '-t', 'one', 'q');
        // The line may stand behind a prompt: keys that come before it are echoed by the terminal.
        const after = await shows(/term=(screen|tmux)/);
        assert.doesNotMatch(after, /PID USER/);
      } finally {
        tmux('kill-server');
        rmSync(directory, { recursive: true });
      }
    });
  }
});
