// The session in real pseudo-terminals: shells that stop and continue it, signals, crashes, terminals that stall or go.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openPty, type Pty, type PtyOptions } from '../../support/pty.ts';
import { requires } from '../../support/require.ts';

const directory = mkdtempSync(join(tmpdir(), 'leaktop-pty-'));
const program = join(directory, 'program.mjs');
let built: Promise<unknown> | null = null;
let ptys: Pty[] = [];

/** The test program, bundled once: a child under tsx would start five times slower. */
async function ready(): Promise<void> {
  if (built === null)
    symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(directory, 'node_modules'));
  built ??= build({
    entryPoints: [fileURLToPath(new URL('../../support/terminal-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    packages: 'external',
    logLevel: 'silent',
  });
  await built;
}

/** Starts the program in a pty, or a shell with `$RUN` as the command that starts it. */
async function open(command: 'program' | string[], options: PtyOptions = {}): Promise<Pty> {
  await ready();
  rmSync(join(directory, 'report.json'), { force: true });
  const env = {
    ...options.env,
    RUN: `${process.execPath} ${program}`,
    REPORT_FILE: join(directory, 'report.json'),
    PS1: '$ ',
  };
  const [file = '', ...args] = command === 'program' ? [process.execPath, program] : command;
  const pty = openPty(file, args, { ...options, env });
  ptys.push(pty);
  return pty;
}

/** What the program last said of itself; the file is taken away before each start. */
function report(): { ticks: number; framesSkipped: number } {
  return JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')) as ReturnType<typeof report>;
}

/** The pid of the program under a shell: the shell's only child. */
function childOf(pid: number): number {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  assert.equal(pids.length, 1);
  return Number(pids[0]);
}

function stateOf(pid: number): string {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
}

afterEach(async () => {
  for (const pty of ptys) await pty.close();
  ptys = [];
});

after(() => {
  rmSync(directory, { recursive: true });
});

const linux = requires('linux', 'pty');

describe('a program that has the terminal', linux, () => {
  it('gives it back when it quits, line discipline included', async () => {
    const pty = await open(['sh', '-c', '$RUN; echo code $?; stty -a; echo done']);
    await pty.until(/ready 80x24 alive yes/);
    pty.key('m');
    await pty.until(/keys: m/);
    pty.key('q');
    await pty.until(/done/);
    assert.match(pty.text(), /code 0/);
    assert.equal(await pty.terminalRestored(), true);
    assert.doesNotMatch(pty.text(), /ready/);
  });

  it('leaves the standard output of the shell blocking', async () => {
    // O_NONBLOCK is octal 4000 in the flags of fdinfo, shared by everybody who inherited the terminal.
    const pty = await open(['sh', '-c', '$RUN; grep flags /proc/$$/fdinfo/0 /proc/$$/fdinfo/1; echo done']);
    await pty.until(/alive yes/);
    const flags = (fd: number): number =>
      Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/${pty.pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);
    for (const fd of [0, 1, 2]) assert.equal(flags(fd) & 0o4000, 0, `fd ${fd} while it runs`);
    pty.key('q');
    await pty.until(/done/);
    for (const match of pty.text().matchAll(/flags:\s+(\d+)/g))
      assert.equal(Number.parseInt(match[1] ?? '', 8) & 0o4000, 0);
  });

  for (const [signal, code] of [
    ['TERM', 143],
    ['INT', 130],
    ['HUP', 129],
    ['QUIT', 131],
    ['USR1', 138],
    ['USR2', 140],
  ] as const) {
    it(`gives it back on SIG${signal} and exits with ${code}`, async () => {
      const pty = await open(['sh', '-c', '$RUN; echo code $?; stty -a; echo done']);
      await pty.until(/alive yes/);
      process.kill(childOf(pty.pid), `SIG${signal}`);
      await pty.until(/done/);
      assert.match(pty.text(), new RegExp(`ended: SIG${signal}[^]*code ${code}`));
      assert.equal(await pty.terminalRestored(), true);
    });
  }

  it('gives it back before a crash is reported', async () => {
    const pty = await open(['sh', '-c', '$RUN; echo code $?; stty -a; echo done']);
    await pty.until(/alive yes/);
    pty.key('x');
    await pty.until(/done/);
    assert.match(pty.text(), /crashed: boom[^]*code 70/);
    assert.equal(await pty.terminalRestored(), true);
  });

  it('refuses a terminal that cannot show it', async () => {
    const pty = await open('program', { env: { TERM: 'dumb' } });
    assert.deepEqual(await pty.exit, { code: 2, signal: 0 });
    await pty.until(/TERM=dumb\) cannot show a full screen/);
  });

  it('follows a storm of sizes', async () => {
    const pty = await open('program');
    await pty.until(/alive yes/);
    for (let i = 0; i < 60; i++) pty.resize(40 + ((i * 37) % 260), 10 + ((i * 13) % 90));
    pty.resize(300, 100);
    await pty.until(() => pty.text().startsWith('ready 300x100') && pty.text().endsWith('end'));
    pty.resize(40, 10);
    await pty.until(() => pty.text().startsWith('ready 40x10') && pty.text().endsWith('end'));
    assert.equal(pty.text().split('\n').length, 10);
  });

  it('takes no reply and no unknown sequence for keys', async () => {
    const pty = await open('program');
    await pty.until(/alive yes/);
    pty.key('\x1b[12;40R\x1b[?1;2c\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[I\x1bP>|xk\x1b\\\x1b[107;9u\x1b[99~');
    for (const byte of Buffer.from('\x1b[A\x1b[1;5C\xf0\x9f\x94\xa5', 'latin1')) pty.key(Uint8Array.of(byte));
    await pty.until(/🔥/u);
    assert.match(pty.text(), /^keys: up C-right 🔥$/mu);
  });
});

describe('job control', linux, () => {
  const shell = ['bash', '--norc', '--noprofile', '-i'];

  for (const [how, stop] of [
    [
      'Ctrl-Z',
      (pty: Pty): void => {
        pty.key('\x1a');
      },
    ],
    [
      'a SIGTSTP from outside',
      (pty: Pty): void => {
        process.kill(childOf(pty.pid), 'SIGTSTP');
      },
    ],
  ] as const) {
    it(`stops by ${how} and comes back by fg`, async () => {
      const pty = await open(shell);
      await pty.until(/\$$/m);
      pty.key('$RUN\r');
      await pty.until(/alive yes/);
      const pid = childOf(pty.pid);
      pty.key('a');
      await pty.until(/keys: a/);
      stop(pty);
      await pty.until(/Stopped/);
      assert.equal(stateOf(pid), 'T');
      assert.deepEqual(
        await pty.leftovers(),
        ['mode 2004'].filter(() => pty.screen.modes.get(2004) === true),
      );
      pty.key('stty -a | grep -o " icanon"; echo status $?\r');
      await pty.until(/ icanon\s+status 0/);
      pty.resize(100, 30);
      pty.key('fg\r');
      await pty.until(() => pty.screen.isAlternate && /ready 100x30/.test(pty.text()) && /keys: a$/m.test(pty.text()));
      pty.key('b');
      await pty.until(/keys: a b/);
      stop(pty);
      await pty.until(() => !pty.screen.isAlternate && /Stopped[^]*Stopped/.test(pty.text()));
      pty.key('fg\r');
      await pty.until(/keys: a b$/m);
      pty.key('q');
      await pty.until(() => !pty.screen.isAlternate);
      pty.key('stty -a | grep -o " icanon"; echo after $?\r');
      await pty.until(/ icanon\s+after 0/);
      pty.key('exit\r');
    });
  }

  it('comes back right after SIGSTOP, which gives no time to leave', async () => {
    const pty = await open(shell);
    await pty.until(/\$$/m);
    pty.key('$RUN\r');
    await pty.until(/alive yes/);
    process.kill(childOf(pty.pid), 'SIGSTOP');
    await pty.until(/Stopped/);
    pty.key('fg\r');
    await pty.until(() => /^ready 80x24/.test(pty.text()) && !/Stopped/.test(pty.text()));
    pty.key('a');
    await pty.until(/keys: a/);
    pty.key('q');
    await pty.until(() => !pty.screen.isAlternate);
  });

  it('stays stopped in the background and comes back from there', async () => {
    const pty = await open(shell);
    await pty.until(/\$$/m);
    pty.key('$RUN\r');
    await pty.until(/alive yes/);
    const pid = childOf(pty.pid);
    pty.key('\x1a');
    await pty.until(/Stopped/);
    pty.key('bg; echo in the background\r');
    await pty.until(/^in the background/m);
    await pty.until(() => stateOf(pid) === 'T');
    assert.equal(pty.screen.isAlternate, false);
    pty.key('fg\r');
    await pty.until(() => pty.screen.isAlternate && /ready 80x24/.test(pty.text()));
    pty.key('q');
    await pty.until(() => !pty.screen.isAlternate);
  });

  it('goes on where no shell could continue it', async () => {
    // setsid's child leads an orphaned process group: the kernel refuses to stop it.
    const pty = await open('program');
    await pty.until(/alive yes/);
    pty.key('\x1a');
    pty.key('a');
    await pty.until(() => pty.screen.isAlternate && /keys: a/.test(pty.text()));
  });

  it('stops the script that started it too', async () => {
    const pty = await open(shell);
    await pty.until(/\$$/m);
    pty.key("sh -c '$RUN; echo script goes on'\r");
    await pty.until(/alive yes/);
    pty.key('\x1a');
    await pty.until(/Stopped/);
    assert.doesNotMatch(pty.text(), /^script goes on/m);
    pty.key('fg\r');
    await pty.until(() => pty.screen.isAlternate && /ready/.test(pty.text()));
    pty.key('q');
    await pty.until(/^script goes on/m);
  });
});

describe('a terminal that is not read', linux, () => {
  it('does not stop the program: frames are left out, and the last is right', async () => {
    const pty = await open('program', { cols: 200, rows: 50 });
    await pty.until(/alive yes/);
    pty.key('b');
    await pty.until(/keys: b/);
    await pty.until(() => existsSync(join(directory, 'report.json')));
    const before = report();
    pty.stall();
    // Its timers go on and frames are left out: a write that waits would end both for as long as nobody reads.
    await pty.until(() => report().ticks >= before.ticks + 100 && report().framesSkipped > before.framesSkipped + 20);
    pty.key('b');
    pty.key('a');
    pty.resume();
    await pty.until(() => /keys: b b a$/m.test(pty.text()) && /^\s*$/.test(pty.screen.line(20)));
    assert.equal(pty.screen.line(49).trim(), 'end');
  });

  it('does not keep the program from leaving', async () => {
    const pty = await open('program', { cols: 200, rows: 50 });
    await pty.until(/alive yes/);
    pty.key('b');
    await pty.until(/keys: b/);
    await pty.until(() => existsSync(join(directory, 'report.json')));
    const before = report().framesSkipped;
    pty.stall();
    await pty.until(() => report().framesSkipped >= before + 20);
    pty.key('q');
    // Its end is seen without reading: the process is gone from /proc, or waits for its parent.
    await pty.until(() => isGone(pty.pid));
  });
});

describe('a terminal that is gone', linux, () => {
  it('ends the program, whether or not it hears SIGHUP', async () => {
    for (const command of [
      ['setsid', '--wait', 'sh', '-c', 'exec $RUN'],
      ['sh', '-c', "trap '' HUP; $RUN"],
    ]) {
      const pty = await open(command);
      await pty.until(/alive yes/);
      const pids = descendantsOf(pty.pid);
      pty.hangUp();
      await pty.until(() => pids.every((pid) => isGone(pid)));
    }
  });
});

function isGone(pid: number): boolean {
  try {
    return stateOf(pid) === 'Z';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
      throw error;
    return true;
  }
}

function descendantsOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const children = text === '' ? [] : text.split(' ').map(Number);
  return [pid, ...children.flatMap(descendantsOf)];
}
