// Every key of the keymap as the bytes a terminal sends, in the table and in each dialog; and what looks like a key but
// is none: torn sequences, replies of the terminal, pastes.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { FIELDS } from '../../src/core/fields.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { VIEWS } from '../../src/store/views.ts';
import { isOfView, MODES, type KeyEntry, type Mode } from '../../src/store/key-entry.ts';
import { bytesOf, escape, press } from './support/key-bytes.ts';
import { OWN_KEYS } from './support/own-keys.ts';
import { ProcTree } from '../support/proc-tree.ts';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { closeMonitors, isAtRest, openMonitor, pause, RUNNING } from '../support/monitor.ts';

const linux = requires('linux', 'pty');
/** A machine may be slow; a key that does nothing does nothing for ever. */
const PATIENCE_MILLIS = 240_000;
/** The rest of a sequence is waited for 500 ms. */
const TORN_MILLIS = 450;
let trees: ProcTree[] = [];

afterEach(async () => {
  await closeMonitors();
  for (const tree of trees) tree.dispose();
  trees = [];
});

/** A machine of 60 processes whose values do not change, so that what changes on screen is a key's doing. */
function stillTree(): ProcTree {
  const tree = new ProcTree().host();
  trees.push(tree);
  tree.write('proc/vmstat', 'oom_kill 20\n').write('dev/kmsg', Array.from({ length: 20 }, (_, i) => killRecord(i)).join(''));
  for (let i = 0; i < 60; i++) {
    const pid = 100 + i;
    tree.process(pid, {
      comm: `task-${String((i * 37) % 60).padStart(2, '0')}`,
      rss: 1000 + ((i * 13) % 60) * 10,
      utime: ((i * 7) % 60) * 100,
      start: 500 + i,
    });
    tree.write(`proc/${pid}/cmdline`, `/opt/bin/task-${pid}\0--number\0${i}\0`);
  }
  return tree;
}

/** So long ago that it is in the list of findings and no longer in the header. */
function killRecord(i: number): string {
  return `3,${i},${(i + 1) * 1e6},-;Out of memory: Killed process ${10 + i} (gone-${i}) total-vm:9kB, anon-rss:${i}kB, file-rss:0kB\n`;
}

async function openStill(more: readonly string[] = []): Promise<Pty> {
  const pty = openMonitor(['-d', '60', '--root', stillTree().root, ...more], { cols: 100, rows: 30 });
  // The names of users and the trend come a moment after the first frame.
  await pty.until(() => RUNNING.test(pty.text()) && / root .*\u2581/.test(pty.text()));
  return pty;
}

/** Actions of a built tree are refused: what is asked before one has tests of its own. */
const SEEN_MODES: readonly Mode[] = MODES.filter((mode) => mode !== 'confirm');

/** Keys that open a mode from the table. */
const OPENERS: Readonly<Record<Mode, readonly string[]>> = {
  table: [],
  goto: ['g'],
  help: ['h'],
  prompt: ['d', '1', 'space', '2'],
  palette: [':'],
  fields: ['f'],
  fieldSearch: ['f', '/'],
  findings: ['a'],
  confirm: [],
  result: ['n', '9', '9', 'enter', 'C-o'],
  detail: ['down', 'enter'],
};

const SHOWS: Readonly<Record<Mode, RegExp>> = {
  table: / h +help/,
  goto: / p +processes/,
  help: /┌─ Help/,
  prompt: /^Change delay from .* 1 2/m,
  palette: /┌─ Commands/,
  fields: /┌─ Fields/,
  fieldSearch: /┌─ Fields/,
  findings: /┌─ Findings/,
  confirm: /┌─ .*\?/,
  result: /┌─ Active filters/,
  detail: /┌─ 1\d\d task[^]*missing/,
};

/** What must hold before a key can show its effect. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'select-up': ['down', 'down'],
  'page-up': ['end'],
  'first-process': ['end'],
  'drop-selection': ['down'],
  'sort-by-res': ['N'],
  'columns-left': ['right'],
  'shorter-window': [')'],
  'choose-up': ['down', 'down'],
  'choose-page-up': ['pagedown', 'pagedown'],
  'place-field': ['right'],
  'finding-up': ['down', 'down'],
  'finding-page-up': ['end'],
  'first-finding': ['end'],
  'scroll-up': ['down', 'down'],
  'scroll-page-up': ['down', 'down'],
  'scroll-home': ['end'],
  'line-end': ['home'],
  'character-right': ['home'],
  'word-right': ['home'],
  'erase-here': ['home'],
  'erase-to-end': ['home'],
};

/** The line of the palette and of the search for a field needs text for the keys of editing. */
const EDITED: readonly string[] = ['a', 'space', 'b'];

/** The whole look of the screen between two frames; its clock stands still between samples. */
async function look(pty: Pty): Promise<string> {
  let seen = '';
  await pty.until(() => {
    seen = Array.from({ length: pty.screen.rows }, (_, y) => pty.styledLine(y)).join('\n');
    return true;
  });
  return seen;
}

/** Waits until the look is another than before. */
async function untilOther(pty: Pty, before: string, what: string): Promise<void> {
  const began = Date.now();
  while (!pty.exited && (await look(pty)) === before) {
    if (Date.now() - began > PATIENCE_MILLIS) throw new Error(`${what} changed nothing:\n${pty.text()}`);
    await pause(20);
  }
}

/** Waits until nothing more is drawn: twice the same, while the program waits and computes nothing. */
async function untilStill(pty: Pty): Promise<string> {
  let now = await look(pty);
  for (const began = Date.now(); Date.now() - began < PATIENCE_MILLIS; ) {
    await pause(60);
    const idle = isAtRest(pty.pid);
    const next = await look(pty);
    if (idle && next === now) return now;
    now = next;
  }
  throw new Error('the screen never stood still');
}

describe('each key', linux, () => {
  it('has bytes', () => {
    for (const { keys } of KEYMAP) for (const name of keys) assert.ok(bytesOf(name).length > 0);
  });

  for (const mode of SEEN_MODES) {
    it(`does something to be seen in mode ${mode}`, async () => {
      const pty = await openStill();
      for (const entry of KEYMAP) {
        if (!entry.modes.includes(mode) || Object.hasOwn(OWN_KEYS, entry.id)) continue;
        for (const name of entry.keys) {
          await openMode(pty, entry, mode);
          if ((mode === 'palette' || mode === 'fieldSearch') && entry.group === 'Editing') press(pty, EDITED);
          press(pty, BEFORE[entry.id] ?? []);
          const before = await untilStill(pty);
          press(pty, [name]);
          await untilOther(pty, before, `${name} (${entry.id}) in ${mode}`);
          assert.equal(pty.exited, false, `${name} (${entry.id}) ended leaktop`);
          await toTable(pty);
        }
      }
    });
  }

  it('is tested by what it changes on screen, or by a test of its own', () => {
    for (const id of Object.keys(OWN_KEYS)) assert.ok(KEYMAP.some((entry) => entry.id === id), `no command ${id}`);
    for (const { id, modes } of KEYMAP) {
      assert.ok(Object.hasOwn(OWN_KEYS, id) || modes.every((mode) => SEEN_MODES.includes(mode)), `nothing tests ${id}`);
    }
  });

  for (const { id, keys } of KEYMAP) {
    const own = OWN_KEYS[id];
    for (const name of own === undefined ? [] : keys) it(`${name} (${id})`, () => own?.(name, stillTree));
  }
});

/** A mode is opened from the view the key belongs to. */
async function openMode(pty: Pty, entry: KeyEntry, mode: Mode): Promise<void> {
  if (!isOfView(entry, 'processes')) {
    const view = VIEWS[entry.views?.[0] ?? 'processes'];
    press(pty, ['g', view.letter]);
    const head = FIELDS[view.entity][view.pinned]?.header ?? '';
    await pty.until(() => pty.text().includes(head));
    // Its rows come with the next sample, which is taken at once.
    await untilStill(pty);
  }
  press(pty, OPENERS[mode]);
  await pty.until(SHOWS[mode]);
}

/**
 * Types sequences that come in two parts 100 ms apart. A rest that came after 500 ms would rightly be taken for typing: where
 * this process was late, it begins anew.
 */
async function afterTornKeys(open: () => Promise<Pty>, sequences: readonly (readonly [first: string, rest: string])[]): Promise<Pty> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const pty = await open();
    let longest = 0;
    for (const [first, rest] of sequences) {
      const began = performance.now();
      pty.key(first);
      await pause(100);
      pty.key(rest);
      longest = Math.max(longest, performance.now() - began);
      await pause(100);
    }
    if (longest < TORN_MILLIS) return pty;
    await closeMonitors();
  }
  throw new Error('this machine never let 100 ms pass in time');
}

/** Back to the table as it was at first, from whatever a key did. */
async function toTable(pty: Pty): Promise<void> {
  await untilStill(pty);
  if (/PAUSED/.test(pty.text())) press(pty, ['p']);
  escape(pty, 4);
  press(pty, ['g', 'p', 'M', 'home', 'escape', 'left', 'left', 'left', 'left', 'left', 'left', '(', '(', '(', '(', '(']);
  press(pty, ['(']);
  escape(pty);
  await untilStill(pty);
  if (/\/opt\/bin\//.test(pty.text())) press(pty, ['c']);
  if (/^Threads/m.test(pty.text())) press(pty, ['H']);
  if (/^showing /m.test(pty.text())) press(pty, ['=']);
  await pty.until(/ h +help/);
}

describe('what is no key', linux, () => {
  it('sequences torn by a slow line act as their key, or not at all', async () => {
    const torn = [['\x1b', '[A'], ['\x1b[', 'B'], ['\x1bO', 'B'], ['\x1b', 'OA'], ['\x1b', '[6~'], ['\x1b[1;', '5C']] as const;
    const pty = await afterTornKeys(openStill, torn);
    await untilStill(pty);
    assert.match(pty.text(), RUNNING);
    // `A`, `B`, `O` and `C` are no keys, but what would come of letters is a prompt, a dialog or a notice.
    assert.doesNotMatch(pty.text(), /PID to signal|┌─|unknown|paused/i);
    pty.key('q');
    assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
  });

  it('the letter that ends a torn sequence is not the key of that letter', async () => {
    // R turns the order around, N and P sort by others, k would ask for a pid: none of them was typed.
    const pty = await afterTornKeys(openStill, ['OR', '[N', '[1;2P', '[k', 'OP'].map((rest) => ['\x1b', rest] as const));
    await pty.until(/┌─ Help/);
    escape(pty);
    await pty.until(/RES▼/);
    assert.doesNotMatch(pty.text(), /PID to signal/);
  });

  it('ESC and [A apart by 100 ms in a prompt type nothing', async () => {
    const openPrompt = async (): Promise<Pty> => {
      const pty = await openStill();
      pty.key('d');
      await pty.until(/^Change delay/m);
      pty.key('\x1b[D\x1b[C\x1b[1;5D');
      press(pty, ['7']);
      await pty.until(/^Change delay .* 7$/m);
      return pty;
    };
    const pty = await afterTornKeys(openPrompt, [['\x1b', '[A']]);
    await pty.until(() => !/^Change delay/m.test(pty.text()));
    await untilStill(pty);
    assert.doesNotMatch(pty.text(), /┌─|PID to signal/);
  });

  it('replies of the terminal, focus, mouse, keys nobody knows', async () => {
    const pty = await openStill();
    const before = await untilStill(pty);
    const replies = [
      '\x1b[12;40R', '\x1b[?1;2c', '\x1b[>41;354;0c', '\x1b]11;rgb:0000/0000/0000\x1b\\', '\x1b]10;rgb:kkkk/qqqq/dddd\x07',
      '\x1bP>|xterm(354)k\x1b\\', '\x1bP1+r6b=71\x1b\\', '\x1b[I', '\x1b[O', '\x1b[<0;5;5M', '\x1b[<0;5;5m', '\x1b[M kq',
      '\x1b[?2026;2$y', '\x1b[107;9u', '\x1b[99~', '\x1b[8;24;80t', '\x1b_Gi=1;OK\x1b\\', '\x1b[?62;22;52q',
    ];
    for (const reply of replies) {
      pty.key(reply);
      for (const byte of Buffer.from(reply, 'latin1')) pty.key(Uint8Array.of(byte));
    }
    await pause(300);
    assert.equal(await untilStill(pty), before);
    assert.equal(pty.exited, false);
  });

  it('a paste into the table does nothing', async () => {
    const pty = await openStill();
    const before = await untilStill(pty);
    pty.key('\x1b[200~k\n1\n\ny\nq\rMNP\x03\x1a\x1b[A rm -rf /\n\x1b[201~');
    await pause(300);
    assert.equal(await untilStill(pty), before);
    assert.equal(pty.exited, false);
  });

  it('a paste into a prompt is text of one line: its newlines answer nothing', async () => {
    const pty = await openStill();
    pty.key('d');
    await pty.until(/^Change delay/m);
    pty.key('\x1b[200~9\n\x1b[31m8\r\n\x07\x1b[201~');
    await pty.until(/^Change delay .*9/m);
    await untilStill(pty);
    assert.match(pty.text(), /^Change delay/m);
    assert.doesNotMatch(pty.text(), /delay 9/);
  });

  it('bytes at random neither end nor crash it', async () => {
    const pty = await openStill(['-s']);
    let seed = 12345;
    for (let i = 0; i < 300; i++) {
      const bytes = Array.from({ length: 8 }, () => {
        seed = (seed * 1103515245 + 12345) & 0x7fffffff;
        const byte = (seed >> 16) & 0xff;
        // Ctrl-C and q end it, Ctrl-Z stops it, 7e ends F10: all of them as they should.
        return [0x03, 0x1a, 0x71, 0x7e].includes(byte) ? 0x20 : byte;
      });
      pty.key(Uint8Array.from(bytes));
      if (i % 20 === 0) await pause(20);
    }
    await untilStill(pty);
    // What was torn is given up after 500 ms at most.
    await pause(700);
    escape(pty, 6);
    // What was typed may have hidden the header, or every row.
    await pty.until(SHOWS.table);
    pty.key('q');
    assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
  });
});
