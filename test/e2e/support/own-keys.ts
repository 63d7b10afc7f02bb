// Tests of the keys that show nothing on a screen that stands still, that end something, or that change the world: one a
// command, run with the bytes of each of its keys. What is not here is tested by what it changes on screen.

import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { openMonitor, openShell, childOf, RUNNING, stateOf } from '../../support/monitor.ts';
import type { ProcTree } from '../../support/proc-tree.ts';
import type { Pty } from '../../support/pty.ts';
import { press } from './key-bytes.ts';

/** A machine whose values do not change until a test changes them. */
type MakeTree = () => ProcTree;
type OwnTest = (name: string, makeTree: MakeTree) => Promise<void>;

export const OWN_KEYS: Readonly<Record<string, OwnTest>> = {
  quit: ends,
  'quit-at-once': ends,

  redraw: async (name, makeTree) => {
    const pty = await openOn(makeTree());
    pty.screen.write('\x1b[H\x1b[2J\x1b[5;5Hscribbled over');
    await pty.until(/scribbled over/);
    press(pty, [name]);
    await pty.until(() => RUNNING.test(pty.text()) && !/scribbled/.test(pty.text()));
  },

  suspend: async (name) => {
    const pty = openShell(['bash', '--norc', '--noprofile', '-i']);
    await pty.until(/\$$/m);
    pty.key('$RUN -d 1\r');
    await pty.until(RUNNING);
    press(pty, [name]);
    await pty.until(() => !pty.screen.isAlternate && stateOf(childOf(pty.pid)) === 'T');
  },

  refresh: async (name, makeTree) => {
    const tree = makeTree();
    const pty = await openOn(tree);
    grow(tree);
    press(pty, [name]);
    await pty.until(/^ *100 .* grown/m);
  },

  'reset-delta-res': async (name, makeTree) => {
    const tree = makeTree();
    const pty = await openOn(tree);
    grow(tree);
    pty.key(' ');
    await pty.until(/^ *100 .*\+\d.* grown/m);
    press(pty, [name]);
    await pty.until(/^ *100 (?!.*\+\d).* grown/m);
  },

  'older-answer': async (name, makeTree) => {
    const pty = await openOn(makeTree());
    await answerDelay(pty);
    press(pty, ['5', name]);
    await pty.until(/^Change delay .* 77$/m);
  },

  'newer-answer': async (name, makeTree) => {
    const pty = await openOn(makeTree());
    await answerDelay(pty);
    press(pty, ['5', 'up']);
    await pty.until(/^Change delay .* 77$/m);
    press(pty, [name]);
    await pty.until(/^Change delay .* 5$/m);
  },

  complete: async (name, makeTree) => {
    const pty = await openOn(makeTree());
    press(pty, ['/', ...Array.from('comma'), name]);
    await pty.until(/^Show.* command$/m);
    press(pty, ['=', 'space', name]);
    await pty.until(/^Show.* command = task-00$/m);
  },

  'complete-back': async (name, makeTree) => {
    const pty = await openOn(makeTree());
    press(pty, ['/', ...Array.from('command'), 'space', '=', 'space', ...Array.from('task-'), name]);
    await pty.until(/^Show.* command = task-59$/m);
    press(pty, [name]);
    await pty.until(/^Show.* command = task-58$/m);
  },

  'signal-process': async (name) => {
    const { pty, pid } = await openWithVictim();
    press(pty, [name]);
    await pty.until(new RegExp(`^PID to signal.*default pid = ${pid}`, 'm'));
    press(pty, ['enter']);
    await pty.until(/^Send pid \d+ signal/m);
  },

  'renice-process': async (name) => {
    const { pty, pid } = await openWithVictim();
    press(pty, [name, 'enter', '1', '3', 'enter']);
    await pty.until(new RegExp(`Renice ${pid} .* to 13\\?`));
  },

  'nice-up': async (name) => {
    const { pty, pid } = await openWithVictim();
    const before = getPriority(pid);
    press(pty, [name]);
    await pty.until(new RegExp(`nice ${before} became ${before + 1}`));
    assert.equal(getPriority(pid), before + 1);
  },

  'nice-down': async (name) => {
    const { pty, pid } = await openWithVictim();
    const before = getPriority(pid);
    press(pty, [name]);
    // Who is not root may not favour a process, and is told.
    await pty.until(() => getPriority(pid) === before - 1 || /refused|permi|privilege/i.test(pty.text()));
  },

  yes: async (name) => {
    const { pty, victim } = await askedToEnd();
    press(pty, [name]);
    await victim.exit;
  },

  no: async (name) => {
    const { pty, pid } = await askedToEnd();
    press(pty, [name]);
    await pty.until(() => !/┌─ /.test(pty.text()));
    assert.notEqual(stateOf(pid), 'gone');
  },
};

async function ends(name: string, makeTree: MakeTree): Promise<void> {
  const pty = await openOn(makeTree());
  press(pty, [name]);
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
}

async function openOn(tree: ProcTree): Promise<Pty> {
  const pty = openMonitor(['-d', '60', '--root', tree.root], { cols: 200, rows: 30 });
  await pty.until(RUNNING);
  return pty;
}

function grow(tree: ProcTree): void {
  tree.process(100, { comm: 'grown', rss: 50_000, start: 500, utime: 0 });
}

/** A delay was answered once, and is asked for again. */
async function answerDelay(pty: Pty): Promise<void> {
  pty.key('d');
  await pty.until(/^Change delay/m);
  press(pty, ['7', '7', 'enter']);
  await pty.until(/delay 77 s/);
  pty.key('d');
  await pty.until(/^Change delay/m);
}

/** leaktop with a process of ours selected. */
async function openWithVictim(): Promise<{ readonly pty: Pty; readonly pid: number; readonly victim: Pty }> {
  const victim = openShell(['sleep', '600']);
  const { pid } = victim;
  const pty = openMonitor(['-d', '1', '-p', String(pid)], { cols: 120, rows: 30 });
  await pty.until(new RegExp(`^ *${pid} .*sleep`, 'm'));
  press(pty, ['down']);
  return { pty, pid, victim };
}

async function askedToEnd(): Promise<{ readonly pty: Pty; readonly pid: number; readonly victim: Pty }> {
  const opened = await openWithVictim();
  press(opened.pty, ['k', 'enter', 'enter']);
  await opened.pty.until(/┌─ .*SIGTERM/);
  return opened;
}
