// Text of any origin in cells: nothing unprintable comes out, and terminals lay it out as wide as was said.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cellsOf, fitWidth, isPlainAscii, printable, textWidth } from '../../../src/ui/terminal/cell-width.ts';
import { HeadlessTerminal } from '../../support/headless.ts';
import { requires } from '../../support/require.ts';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

function shown(text: string, unicode = true): string {
  return cellsOf(text, unicode)
    .map((cell) => cell.text)
    .join('|');
}

describe('cells', () => {
  it('hide what must not be written', () => {
    const hidden = [
      '\x1b',
      '\x07',
      '\n',
      '\x7f',
      '\x9b',
      '\u202e',
      '\u2066',
      '\u200e',
      '\u061c',
      '\u200b',
      '\u2060',
      '\ufeff',
    ];
    hidden.push(
      '\u2028',
      '\u2029',
      '\ud800',
      '\udc00',
      '\ue000',
      '\u{e0041}',
      '\u{10fffd}',
      '\u3164',
      '\u3000',
      '\ufffd',
      '\u00ad',
    );
    for (const text of hidden) {
      assert.equal(shown(`a${text}b`), 'a|·|b', text.codePointAt(0)?.toString(16));
      assert.equal(textWidth(`a${text}b`), 3);
    }
    assert.equal(shown('\x1b[31mRED'), '·|[|3|1|m|R|E|D');
  });

  it('know wide characters', () => {
    assert.deepEqual(
      cellsOf('a日é한ﾊ😀✅').map((cell) => cell.width),
      [1, 2, 1, 2, 1, 2, 2],
    );
  });

  it('keep combining marks with their character, but not a tower of them', () => {
    assert.equal(shown('e\u0301x'), 'e\u0301|x');
    assert.equal(cellsOf(`e${'\u0301'.repeat(50)}`)[0]?.text.length, 5);
    assert.equal(shown('\u0301x'), 'x');
    assert.equal(shown('\u1112\u1161\u11ab'), '\u1112\u1161\u11ab');
    assert.equal(textWidth('\u1112\u1161\u11ab'), 2);
  });

  it('show in one way what terminals show in several', () => {
    assert.equal(shown('👩\u200d👩\u200d👧'), '👩|👩|👧');
    assert.equal(shown('⚠\ufe0f'), '⚠');
    assert.equal(shown('🇩🇪'), 'D|E');
    assert.equal(shown('👍🏽'), '👍');
    assert.equal(shown('\u{1f3fd}'), '·');
    assert.equal(shown('a\u00a0b'), 'a| |b');
  });

  it('are ASCII where there is no Unicode, as wide as before', () => {
    assert.equal(shown('é日\x1b😀e\u0301', false), '?|?|?|.|?|?|e');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(cellsOf(text, false).length, textWidth(text));
        assert.ok(isPlainAscii(printable(text, false)));
      }),
    );
  });

  it('let no text through that a terminal would obey or hide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(printable(text), UNPRINTABLE);
      }),
      { numRuns: 2000 },
    );
  });

  it('are cut to a width, never through a wide character', () => {
    assert.equal(fitWidth('日本語', 5), '日本');
    assert.equal(fitWidth('日本語', 5, true), '日本 ');
    assert.equal(fitWidth('abc', 2), 'ab');
    assert.equal(fitWidth('e\u0301x', 1), 'e\u0301');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 20 }), (text, columns) => {
        assert.equal(textWidth(fitWidth(text, columns, true)), columns);
      }),
    );
  });
});

const SAMPLES = [
  'ascii',
  '日本語プロセス',
  '🔥fire🔥',
  '👩‍👩‍👧 zwj',
  'e\u0301 combining',
  '✅ check',
  '한글 hangul',
  'zero\u200bwidth',
  'bidi \u202eabc',
  'esc \x1b[31mRED \x07bell',
  'ﾊﾝｶｸ half',
  '⚠️ vs16',
  '1️⃣ keycap',
  '🇩🇪 flag',
  '👍🏽 tone',
  'ไทย thai',
  'हिन्दी',
  'عربي',
  'עברית',
  '\u1112\u1161\u11ab jamo',
  'tab\there',
  'ｆｕｌｌ',
  '…–—·',
  '⣿⡇█▇▆',
  '①②',
  '℃',
  '㎏',
  '𝕏',
  '𠮷',
];

describe('terminals', () => {
  it('lay texts out as wide as was said (xterm.js)', async () => {
    const terminal = new HeadlessTerminal(60, SAMPLES.length);
    SAMPLES.forEach((text, y) => {
      terminal.write(`\x1b[${y + 1}H${printable(text)}|`);
    });
    await terminal.flush();
    SAMPLES.forEach((text, y) => {
      assert.equal(terminal.cellAt(textWidth(text), y).text, '|', text);
    });
  });

  it('lay texts out as wide as was said (tmux)', requires('tmux'), async () => {
    const directory = mkdtempSync(join(tmpdir(), 'leaktop-tmux-'));
    const answers = join(directory, 'columns.json');
    const texts = SAMPLES.map((text) => printable(text));
    // Writes each text at the left edge and asks the terminal where the cursor is now (CSI 6 n).
    const program = `
      const texts = ${JSON.stringify(texts)}, columns = [];
      process.stdin.setRawMode(true);
      const ask = () => process.stdout.write('\\r\\x1b[K' + texts[columns.length] + '\\x1b[6n');
      process.stdin.on('data', (data) => {
        for (const [, column] of String(data).matchAll(/\\x1b\\[\\d+;(\\d+)R/g)) columns.push(column - 1);
        if (columns.length < texts.length) return ask();
        require('fs').writeFileSync(${JSON.stringify(`${answers}.new`)}, JSON.stringify(columns));
        require('fs').renameSync(${JSON.stringify(`${answers}.new`)}, ${JSON.stringify(answers)});
      });
      ask();`;
    const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C.UTF-8' };
    delete env['TMUX'];
    delete env['NODE_EXTRA_CA_CERTS'];
    delete env['NODE_OPTIONS'];
    const tmux = (...args: string[]): void => {
      const { stderr } = spawnSync('tmux', ['-S', join(directory, 'socket'), '-u', '-f', '/dev/null', ...args], {
        encoding: 'utf8',
        env,
      });
      assert.equal(stderr, '');
    };
    try {
      tmux('new-session', '-d', '-x', '80', '-y', '10', process.execPath, '-e', program);
      for (let i = 0; i < 2400 && !existsSync(answers); i++) await new Promise((resolve) => setTimeout(resolve, 50));
      const columns = JSON.parse(readFileSync(answers, 'utf8')) as number[];
      SAMPLES.forEach((text, i) => {
        assert.equal(columns[i], textWidth(text), text);
      });
    } finally {
      tmux('kill-server');
      rmSync(directory, { recursive: true });
    }
  });
});
