// Names chosen to hurt: of real processes, of a built tree, of users. Columns stay aligned, and nothing that a terminal
// could act on reaches it: not in the table, the detail, the prompts, the questions.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { ProcTree } from '../support/proc-tree.ts';
import type { Pty } from '../support/pty.ts';
import { has, requires } from '../support/require.ts';
import { closeMonitors, openMonitor, pause, RUNNING, untilNextFrame } from '../support/monitor.ts';

const linux = requires('linux', 'pty');
let trees: ProcTree[] = [];
let victims: ChildProcess[] = [];

afterEach(async () => {
  await closeMonitors();
  for (const tree of trees) tree.dispose();
  for (const victim of victims) victim.kill('SIGKILL');
  trees = [];
  victims = [];
});

/** A sequence no program of ours sends: seen in the raw output it was let through. */
const TITLE = '\x1b]2;hacked\x07';

/** Bytes as a kernel would hand them on; comm has at most 15. */
const NAMES: readonly (readonly [string, Buffer])[] = [
  ['window title', Buffer.from(`${TITLE}abc`)],
  ['clear screen', Buffer.from('\x1b[2Jx\x1b[31mred')],
  ['C1 bytes', Buffer.from([0x9b, 0x33, 0x31, 0x6d, 0x90, 0x41, 0x9c, 0x62])],
  ['C1 as UTF-8', Buffer.from('a\u009b31mb\u0085c')],
  ['newlines', Buffer.from('one\ntwo\r\nthree')],
  ['tab and bell', Buffer.from('a\tb\x07c\x08d\x0be')],
  ['blessed tags', Buffer.from('{red-fg}{bold}x')],
  ['closing tags', Buffer.from('{/}{|}{center}')],
  ['invalid UTF-8', Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0x7a, 0xf0, 0x9f])],
  ['bidi', Buffer.from('a\u202egnp\u2066x')],
  ['zero width', Buffer.from('a\u200bb\u200dc\ufeffd')],
  ['CJK', Buffer.from('漢字漢字漢')],
  ['emoji', Buffer.from('🔥👩‍👩')],
  ['combining', Buffer.from('e\u0301\u0300\u0302o\u0308')],
  ['only combining', Buffer.from('\u0301\u0301')],
  ['parentheses', Buffer.from('a) R 1 (b')],
  ['empty', Buffer.from('')],
  ['DEL and NUL-like', Buffer.from('a\x7fb\x00'.slice(0, 3))],
];

/** What a name, as text or bytes, may never bring onto the wire. */
function assertHarmless(raw: Buffer): void {
  const text = raw.toString('latin1');
  assert.equal(text.includes('hacked\x07'), false, 'a window title');
  assert.equal(text.includes('\x1b]'), false, 'any OSC');
  assert.equal(text.includes('\x1b[2Jx'), false, 'clear screen');
  assert.equal(text.includes('\x1b[31mred'), false, 'a colour out of a name');
  for (const code of [0x07, 0x08, 0x0b, 0x7f]) assert.equal(raw.includes(code), false, `control byte ${code}`);
  const decoded = new TextDecoder('utf-8', { fatal: true }).decode(raw);
   
  assert.doesNotMatch(decoded, /[\u0080-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
}

/** Column of the head COMMAND, in cells. */
function commandColumn(pty: Pty): { column: number; headRow: number } {
  for (let y = 0; y < pty.screen.rows; y++) {
    const at = pty.screen.line(y).indexOf('COMMAND');
    if (at !== -1 && pty.screen.line(y).includes('PID')) return { column: at, headRow: y };
  }
  throw new Error(`no COMMAND head:\n${pty.text()}`);
}

/** Cells of a line, a wide character followed by an empty one. */
function cellsOf(pty: Pty, y: number): string[] {
  return Array.from({ length: pty.screen.columns }, (_, x) => pty.screen.cellAt(x, y).text);
}

/** Waits until a frame is drawn to its end and aligned; what is wrong for good is the error. Gives back the rows. */
async function rowsAligned(pty: Pty): Promise<number> {
  let rows = 0;
  let wrong: unknown = null;
  const isAligned = (): boolean => {
    try {
      rows = assertAligned(pty);
      return true;
    } catch (error) {
      wrong = error;
      return false;
    }
  };
  await pty.until(isAligned).catch((error: unknown) => {
    throw wrong ?? error;
  });
  return rows;
}

/** Every row: a number ends under the end of PID, a blank stands before COMMAND, and nothing wraps. */
function assertAligned(pty: Pty): number {
  const { column, headRow } = commandColumn(pty);
  const pidEnd = pty.screen.line(headRow).indexOf('PID') + 3;
  let rows = 0;
  for (let y = headRow + 1; y < pty.screen.rows - 1; y++) {
    const cells = cellsOf(pty, y);
    if (cells.every((cell) => cell === ' ')) continue;
    rows++;
    const line = pty.screen.line(y);
    assert.match(cells.slice(0, pidEnd).join(''), /^ *\d+$/, line);
    assert.equal(cells[pidEnd], ' ', line);
    assert.equal(cells[column - 1], ' ', `${line}\n${pty.text()}`);
    // A command of any kind begins exactly under its head: the sparkline or a number ends before it.
    assert.notEqual(cells[column], '', line);
    assert.equal(pty.screen.xterm.buffer.active.getLine(y)?.isWrapped, false, line);
  }
  return rows;
}

/** Each name as comm, as an argument and as user. */
function hostileTree(): ProcTree {
  const tree = new ProcTree().host();
  trees.push(tree);
  const users = NAMES.map(([, name], i) => {
    const user = name.toString('latin1').replace(/[:\n\r]/g, '_');
    return Buffer.from(`${user}:x:${4000 + i}:0::/:/bin/sh\n`, 'latin1');
  });
  tree.write('etc/passwd', Buffer.concat([Buffer.from('root:x:0:0::/:/bin/sh\n'), ...users]));
  NAMES.forEach(([, name], i) => {
    const pid = 200 + i;
    tree.process(pid, { comm: name.subarray(0, 15), rss: 5000 - i, start: 500 + i });
    tree.write(`proc/${pid}/cmdline`, Buffer.concat([name, Buffer.from('\0'), name, Buffer.from(`\0--last-${i}\0`)]));
    const uids = Array<number>(4).fill(4000 + i).join('\t');
    tree.write(`proc/${pid}/status`, `Name:\tx\nState:\tS (sleeping)\nUid:\t${uids}\nVmRSS:\t 400 kB\n`);
    const group = name.toString('latin1').replace(/\n/g, '_');
    tree.write(`proc/${pid}/cgroup`, Buffer.from(`0::/${group}\n`, 'latin1'));
    // Whose a process is, is whose its files are; only root can give files away.
    if (!has('root')) return;
    for (const file of ['', 'stat', 'status', 'statm']) chownSync(join(tree.root, `proc/${pid}`, file), 4000 + i, 0);
  });
  return tree;
}

describe('hostile names in a built tree', linux, () => {
  for (const [columns, rows, lang] of [[80, 40, 'C.UTF-8'], [200, 50, 'C.UTF-8'], [120, 40, 'C']] as const) {
    it(`at ${columns} x ${rows}, LANG=${lang}: table, command lines, scrolled columns`, async () => {
      const pty = openMonitor(['-d', '1', '--root', hostileTree().root], { cols: columns, rows, env: { LANG: lang } });
      await pty.until(RUNNING);
      await untilNextFrame(pty);
      assert.equal(await rowsAligned(pty), NAMES.length);
      assert.match(pty.text(), /\{red-fg\}\{bold/);
      assert.match(pty.text(), /a\) R 1 \(b/);
      pty.key('c');
      await pty.until(/--last-16/);
      await untilNextFrame(pty);
      assert.equal(await rowsAligned(pty), NAMES.length);
      for (let i = 0; i < 3; i++) pty.key('\x1b[C');
      await untilNextFrame(pty);
      if (/COMMAND/.test(pty.text())) assert.equal(await rowsAligned(pty), NAMES.length);
      assertHarmless(pty.raw);
    });
  }

  it('in the detail of each, at 80 x 24', async () => {
    const pty = openMonitor(['-d', '1', '--root', hostileTree().root], { cols: 80, rows: 24 });
    await pty.until(RUNNING);
    for (let i = 0; i < NAMES.length; i++) {
      pty.key('\x1b[B');
      pty.key('\r');
      await pty.until(new RegExp(`┌─ ${200 + i} `));
      await pty.until(/command/);
      // The frame of the dialog stands in one column on every line.
      const isFramed = (): boolean =>
        Array.from({ length: 20 }, (_, at) => at + 1).every(
          (y) => pty.screen.cellAt(0, y).text === '│' && pty.screen.cellAt(79, y).text === '│',
        );
      await pty.until(isFramed);
      pty.key('\x1b[F');
      await pause(30);
      pty.key('\x1b');
      await pty.until(() => !/┌─/.test(pty.text()));
    }
    assertHarmless(pty.raw);
  });
});

describe('hostile names of real processes', requires('linux', 'pty', 'tool:perl'), () => {
  /** A process with these bytes as comm (prctl PR_SET_NAME by perl's $0) and arguments. */
  function startVictim(name: Buffer): ChildProcess {
    const code =
      '$0 = pack("H*", $ARGV[0]); open(F, ">", "/proc/$$/comm"); print F pack("H*", $ARGV[0]); close F; ' +
      '$| = 1; print "up\\n"; sleep 600';
    const victim = spawn('perl', ['-e', code, name.toString('hex')], { stdio: ['ignore', 'pipe', 'ignore'] });
    victims.push(victim);
    return victim;
  }

  it('in the table, in prompts and in the question before a signal', async () => {
    for (const [, name] of NAMES) {
      const victim = startVictim(name);
      await new Promise((resolve) => victim.stdout?.once('data', resolve));
    }
    // Only these: others of the machine may be many, and larger.
    const pty = openMonitor(['-d', '1', '-p', victims.map(({ pid }) => pid).join(',')], { cols: 160, rows: 100 });
    await pty.until(RUNNING);
    await untilNextFrame(pty);
    assert.equal(await rowsAligned(pty), NAMES.length);
    for (const { pid } of victims) assert.match(pty.text(), new RegExp(`^ *${pid} `, 'm'));
    pty.key('c');
    await untilNextFrame(pty);
    await untilNextFrame(pty);
    await rowsAligned(pty);
    pty.key('c');
    for (const { pid } of victims) {
      pty.key('k');
      await pty.until(/^PID to signal/m);
      pty.key(`${pid}\r`);
      await pty.until(/^Send pid \d+ signal/m);
      pty.key('\r');
      await pty.until(/┌─ .*SIGTERM/);
      assert.match(pty.text(), /└─/);
      pty.key('n');
      await pty.until(() => !/┌─/.test(pty.text()));
    }
    // What ends is named too.
    const [first] = victims;
    pty.key(`k${first?.pid}\r\r`);
    await pty.until(/┌─ .*SIGTERM/);
    pty.key('y');
    await new Promise((resolve) => first?.once('exit', resolve));
    await untilNextFrame(pty);
    assertHarmless(pty.raw);
  });
});
