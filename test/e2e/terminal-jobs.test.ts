// Job control under a real shell: stopped by key or signal the shell is usable, continued the screen is whole again.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { childOf, closeMonitors, openShell, RUNNING, stateOf, untilNextFrame } from '../support/monitor.ts';

const needs = requires('linux', 'pty', 'tool:bash');

afterEach(closeMonitors);

/** An interactive bash with leaktop in the foreground. */
async function openUnderShell(words = '-d 1'): Promise<Pty> {
  const pty = openShell(['bash', '--norc', '--noprofile', '-i']);
  await pty.until(/\$$/m);
  pty.key(`$RUN ${words}\r`);
  await pty.until(RUNNING);
  return pty;
}

/** The shell answers, on a screen and with a line discipline of its own. */
async function assertShellUsable(pty: Pty, mark: string): Promise<void> {
  assert.equal(pty.screen.isAlternate, false);
  assert.equal(pty.screen.cursor.visible, true);
  pty.key(`stty -a | grep -o ' icanon'; echo ${mark} $?\r`);
  await pty.until(new RegExp(`^ icanon\\s+${mark} 0$`, 'm'));
}

/** The whole screen is there again, and frames go on. */
async function assertRunning(pty: Pty): Promise<void> {
  await pty.until(() => pty.screen.isAlternate && RUNNING.test(pty.text()) && /quit/.test(pty.screen.line(pty.screen.rows - 1)));
  await untilNextFrame(pty);
  assert.doesNotMatch(pty.text(), /Stopped|icanon|\$RUN/);
  assert.equal(pty.screen.cursor.visible, false);
}

async function quit(pty: Pty, mark: string): Promise<void> {
  pty.key('q');
  await pty.until(() => !pty.screen.isAlternate);
  await assertShellUsable(pty, mark);
}

describe('stopped and continued', needs, () => {
  for (const [how, stop] of [
    ['Ctrl-Z', (pty: Pty): void => { pty.key('\x1a'); }],
    ['SIGTSTP from outside', (pty: Pty): void => { process.kill(childOf(pty.pid), 'SIGTSTP'); }],
  ] as const) {
    it(`by ${how} and fg, twice`, async () => {
      const pty = await openUnderShell();
      const pid = childOf(pty.pid);
      for (const mark of ['first', 'second']) {
        stop(pty);
        await pty.until(() => !pty.screen.isAlternate && stateOf(pid) === 'T');
        await assertShellUsable(pty, mark);
        pty.key('clear; fg\r');
        await assertRunning(pty);
      }
      await quit(pty, 'end');
    });
  }

  it('by Ctrl-Z in a prompt, whose text is there again after fg', async () => {
    const pty = await openUnderShell();
    pty.key('d');
    await pty.until(/delay/i);
    pty.key('4.5');
    await pty.until(/4\.5$/m);
    pty.key('\x1a');
    await pty.until(() => !pty.screen.isAlternate && stateOf(childOf(pty.pid)) === 'T');
    await assertShellUsable(pty, 'between');
    pty.key('clear; fg\r');
    await pty.until(() => pty.screen.isAlternate && /4\.5$/m.test(pty.text()));
    pty.key('\x1b');
    await pty.until(() => !/4\.5$/m.test(pty.text()));
    await assertRunning(pty);
  });

  it('while the terminal gets another size', async () => {
    const pty = await openUnderShell();
    pty.key('\x1a');
    await pty.until(() => !pty.screen.isAlternate && stateOf(childOf(pty.pid)) === 'T');
    pty.resize(120, 40);
    await assertShellUsable(pty, 'between');
    pty.key('clear; fg\r');
    await assertRunning(pty);
    await pty.until(() => / COMMAND/.test(pty.text()) && pty.text().split('\n').length === 40);
  });

  it('by SIGSTOP and SIGCONT, which leave no time to give the terminal back', async () => {
    const pty = await openUnderShell();
    const pid = childOf(pty.pid);
    process.kill(pid, 'SIGSTOP');
    await pty.until(() => stateOf(pid) === 'T' && /Stopped/.test(pty.text()));
    pty.key('echo the shell writes here\r');
    await pty.until(/the shell writes here/);
    pty.key('fg\r');
    await pty.until(() => !/the shell writes here/.test(pty.text()));
    await assertRunning(pty);
    await quit(pty, 'end');
  });

  it('by SIGSTOP and SIGCONT under a shell without job control', async () => {
    const pty = openShell(['sh', '-c', '$RUN -d 1; echo code=$?']);
    await pty.until(RUNNING);
    const pid = childOf(pty.pid);
    process.kill(pid, 'SIGSTOP');
    await pty.until(() => stateOf(pid) === 'T');
    process.kill(pid, 'SIGCONT');
    await assertRunning(pty);
    pty.key('q');
    await pty.until(/code=0/);
  });

  it('ended while stopped: SIGTERM takes effect at fg', async () => {
    const pty = await openUnderShell();
    const pid = childOf(pty.pid);
    pty.key('\x1a');
    await pty.until(() => !pty.screen.isAlternate && stateOf(pid) === 'T');
    process.kill(pid, 'SIGTERM');
    pty.key('clear; fg; echo code=$?\r');
    await pty.until(/^code=143$/m);
    await assertShellUsable(pty, 'end');
  });
});
