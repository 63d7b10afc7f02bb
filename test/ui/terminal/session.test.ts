// The session with a terminal in memory: life, keys, frames, sizes, and blessed kept to its cells.

import assert from 'node:assert/strict';
import blessed from 'blessed';
import line from 'blessed-contrib/lib/widget/charts/line.js';
import { afterEach, describe, it } from 'node:test';
import { attr, DEFAULT_ATTR } from '../../../src/ui/terminal/attr.ts';
import { detectCapabilities, type Capabilities } from '../../../src/ui/terminal/capabilities.ts';
import { Grid, type Surface } from '../../../src/ui/terminal/grid.ts';
import { openTerminal, type TerminalSession } from '../../../src/ui/terminal/session.ts';
import { FakeTerminal } from '../../support/fake-terminal.ts';

const PROCESS_EVENTS = [
  'uncaughtException',
  'unhandledRejection',
  'exit',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
];

let open: { session: TerminalSession; fake: FakeTerminal }[] = [];

function capabilitiesOf(term: string, locale = 'C.UTF-8'): Capabilities {
  const detection = detectCapabilities({ TERM: term, LANG: locale }, true);
  assert.ok(detection.ok);
  return detection.capabilities;
}

function start(
  columns = 40,
  rows = 10,
  term = 'xterm-256color',
  locale = 'C.UTF-8',
): { session: TerminalSession; fake: FakeTerminal } {
  const fake = new FakeTerminal(columns, rows);
  const session = openTerminal({ input: fake.input, output: fake.output, capabilities: capabilitiesOf(term, locale) });
  const started = { session, fake };
  open.push(started);
  return started;
}

function addGrid(session: TerminalSession, paint: (surface: Surface) => void, options: object = {}): Grid {
  return new Grid({ parent: session.screen, top: 0, left: 0, width: '100%', height: '100%', paint, ...options });
}

function listenerCounts(): number[] {
  return PROCESS_EVENTS.map((event) => process.listeners(event as 'exit').length);
}

afterEach(() => {
  for (const { session, fake } of open) {
    session.restore();
    fake.screen.dispose();
  }
  open = [];
});

describe('life of a session', () => {
  it('takes the terminal and gives it back as it was, once', async () => {
    const before = listenerCounts();
    const { session, fake } = start();
    addGrid(session, (surface) => surface.put(0, 0, 'hello', DEFAULT_ATTR));
    session.setMouse(true);
    session.renderNow();
    await fake.settled();
    assert.equal(fake.screen.isAlternate, true);
    assert.equal(fake.screen.cursor.visible, false);
    assert.equal(fake.isRaw, true);
    assert.equal(fake.text(), 'hello');
    session.restore();
    const { length } = fake.written;
    session.restore();
    session.renderNow();
    session.requestRender();
    await fake.settled();
    assert.equal(fake.written.length, length);
    assert.equal(fake.screen.isAlternate, false);
    assert.equal(fake.screen.cursor.visible, true);
    assert.equal(fake.isRaw, false);
    for (const mode of [1000, 1002, 1003, 1006, 2004, 2026]) assert.notEqual(fake.screen.modes.get(mode), true);
    assert.deepEqual(listenerCounts(), before);
  });

  it('keeps mouse reports off until asked', () => {
    const { session, fake } = start();
    session.renderNow();
    assert.doesNotMatch(fake.written, /\?100\d+h/);
    session.setMouse(true);
    assert.match(fake.written, /\?1000h.*\?1006h/);
    assert.doesNotMatch(fake.written, /\?1003h/);
  });

  it('leaves no listener of blessed on the process, asks no tmux, reads no terminfo', () => {
    process.env['TMUX'] = '/nowhere,1,1';
    const before = listenerCounts();
    const { session } = start();
    assert.equal(process.env['TMUX'], '/nowhere,1,1');
    delete process.env['TMUX'];
    const mine = ['exit', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGWINCH', 'SIGCONT', 'SIGTSTP'];
    assert.deepEqual(
      listenerCounts(),
      before.map((count, i) => count + (mine.includes(PROCESS_EVENTS[i] ?? '') ? 1 : 0)),
    );
    session.restore();
    assert.deepEqual(listenerCounts(), before);
  });

  it('can be opened again and again', async () => {
    const before = listenerCounts();
    for (let i = 0; i < 30; i++) {
      const { session, fake } = start();
      addGrid(session, (surface) => surface.put(0, 0, `round ${i}`, DEFAULT_ATTR));
      session.renderNow();
      await fake.settled();
      assert.equal(fake.text(), `round ${i}`);
      session.restore();
    }
    assert.deepEqual(listenerCounts(), before);
  });

  it('sends a VT100 only what it knows', async () => {
    const { session, fake } = start(20, 4, 'vt100');
    addGrid(session, (surface) => surface.put(0, 0, 'é│', attr({ fg: 1, bold: true })), { border: { type: 'line' } });
    session.renderNow();
    await fake.settled();
    session.setMouse(true);
    session.restore();
    // VT100 user guide, chapter 3: cursor position, erase, SGR 0 1 4 5 7, scroll region.
    const rest = fake.written.replace(/\x1b\[(\d+(;\d+)?)?[HCKJr]|\x1b\[(;?[01457])*m/g, '');
    assert.match(rest, /^[\r\n -~]*$/);
    assert.match(rest, /\+-+\+/);
  });
});

describe('input', () => {
  it('hands on keys, pastes and mouse, and keeps blessed out', async () => {
    const { session, fake } = start();
    const seen: string[] = [];
    session.onInput((event) => {
      seen.push(event.kind === 'key' ? event.key.name : event.kind === 'paste' ? `paste(${event.text})` : event.action);
    });
    session.screen.on('keypress', () => seen.push('blessed'));
    fake.key('k\x1b[A\x1b[200~x\x1b[201~\x1b[<0;1;1M\x1b[12;40R');
    assert.deepEqual(seen, ['k', 'up', 'paste(x)', 'press']);
    fake.key('\x1b');
    await fake.until(() => seen.length === 5);
    assert.deepEqual(seen.slice(4), ['escape']);
    fake.key('[A');
    assert.deepEqual(seen.slice(5), ['up']);
  });

  it('asks to leave when the input ends', () => {
    const { session, fake } = start();
    const exits: [string, number][] = [];
    session.onExit((...exit) => exits.push(exit));
    fake.endInput();
    fake.endInput();
    assert.deepEqual(exits, [['closed', 129]]);
  });
});

describe('frames', () => {
  it('are made once for many requests, and not while the terminal is stalled', async () => {
    const { session, fake } = start();
    let number = 0;
    let paints = 0;
    addGrid(session, (surface) => {
      paints++;
      surface.put(0, 0, `frame ${number}`, DEFAULT_ATTR);
    });
    for (let i = 0; i < 10; i++) session.requestRender();
    await fake.settled();
    assert.equal(paints, 1);
    fake.stall(true);
    for (number = 1; number <= 20; number++) {
      session.requestRender();
      await fake.settled();
    }
    assert.equal(paints, 2);
    assert.equal(session.stats.framesSkipped, 19);
    number = 99;
    fake.stall(false);
    await fake.settled();
    assert.equal(paints, 3);
    assert.equal(fake.text(), 'frame 99');
    assert.equal(session.stats.framesDrawn, 3);
    assert.equal(session.stats.bytesWritten, Buffer.byteLength(fake.written));
  });

  it('follow the size, many changes as one', async () => {
    const { session, fake } = start();
    const sizes: string[] = [];
    session.onResize((columns, rows) => sizes.push(`${columns}x${rows}`));
    addGrid(session, (surface) => {
      surface.put(0, 0, `size ${surface.columns}x${surface.rows}`, DEFAULT_ATTR);
      surface.put(surface.columns - 3, surface.rows - 1, 'end', DEFAULT_ATTR);
    });
    session.renderNow();
    await fake.until(/size 40x10/);
    for (let i = 0; i < 20; i++) fake.resize(60 + i, 12);
    fake.resize(300, 100);
    await fake.until(/size 300x100[^]*end$/);
    assert.deepEqual(sizes, ['300x100']);
    assert.equal(session.screen.width, 300);
    fake.resize(40, 10);
    await fake.until(/size 40x10[^]*end$/);
    fake.resize(0, 0);
    await fake.until(() => session.columns === 80 && session.rows === 24);
  });

  it('paint everything again on demand', async () => {
    const { session, fake } = start();
    addGrid(session, (surface) => surface.put(0, 0, 'mine', DEFAULT_ATTR));
    session.renderNow();
    await fake.settled();
    fake.screen.write('\x1b[Hwall: power failure\r\nnow');
    session.repaint();
    await fake.settled();
    assert.equal(fake.text(), 'mine');
  });

  it('show the text cursor where it is wanted', async () => {
    const { session, fake } = start();
    session.setCursor({ x: 7, y: 3 });
    session.renderNow();
    await fake.settled();
    assert.deepEqual(fake.screen.cursor, { x: 7, y: 3, visible: true });
    session.setCursor(null);
    session.renderNow();
    await fake.settled();
    assert.equal(fake.screen.cursor.visible, false);
  });
});

describe('grids', () => {
  it('blank what they no longer paint, and what an element above them left', async () => {
    const { session, fake } = start(20, 5);
    let text = 'a long line of text';
    addGrid(session, (surface) => {
      surface.put(0, 1, text, DEFAULT_ATTR);
      surface.put(15, 3, 'right', DEFAULT_ATTR);
      surface.put(2, 3, 'left', DEFAULT_ATTR);
    });
    const box = blessed.box({
      parent: session.screen,
      top: 0,
      left: 4,
      width: 8,
      height: 5,
      border: 'line',
      content: 'box',
      hidden: true,
    });
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '\na long line of text\n\n  left         right');
    box.show();
    text = 'short';
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '    ┌──────┐\nshor│box   │\n    │      │\n  le│      │   right\n    └──────┘');
    box.hide();
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '\nshort\n\n  left         right');
  });

  it('blank what lies left of what they paint', async () => {
    const { session, fake } = start(20, 2);
    let x = 0;
    addGrid(session, (surface) => surface.put(x, 0, 'abcdefghij', DEFAULT_ATTR));
    session.renderNow();
    x = 5;
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '     abcdefghij');
  });

  it('draw their children over what they paint, time after time', async () => {
    const { session, fake } = start(12, 3);
    const grid = addGrid(session, (surface) => surface.fill(0, 0, 10, DEFAULT_ATTR, '.'), { border: { type: 'line' } });
    blessed.box({
      parent: grid as unknown as blessed.Widgets.Node,
      top: 0,
      left: 2,
      width: 3,
      height: 1,
      content: 'abc',
    });
    for (let i = 0; i < 3; i++) session.renderNow();
    await fake.settled();
    assert.equal(fake.screen.line(1), '│..abc.....│');
  });

  it('cut at their edges, wide characters whole, inside their border', async () => {
    const { session, fake } = start(20, 5);
    const used: number[] = [];
    const grid = new Grid({
      parent: session.screen,
      top: 1,
      left: 2,
      width: 9,
      height: 3,
      border: { type: 'line' },
      paint: (surface) => {
        assert.deepEqual([surface.columns, surface.rows], [7, 1]);
        used.push(surface.put(0, 0, '日本語日本語', attr({ fg: 2 })));
        surface.put(0, 1, 'outside', DEFAULT_ATTR);
        surface.put(0, -1, 'outside', DEFAULT_ATTR);
      },
    });
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '\n  ┌───────┐\n  │日本語 │\n  └───────┘');
    assert.deepEqual(used, [6]);
    grid.setPaint((surface) => {
      used.push(
        surface.put(-1, 0, 'abc', DEFAULT_ATTR),
        surface.put(4, 0, '日本', DEFAULT_ATTR, 3),
        surface.put(0, 0, 'xyz', DEFAULT_ATTR, 2),
      );
      surface.fill(2, 0, 99, DEFAULT_ATTR, '-');
    });
    session.renderNow();
    await fake.settled();
    assert.equal(fake.screen.line(2), '  │xy-----│');
    assert.deepEqual(used.slice(1), [3, 2, 2]);
  });

  it('never send what names contain', async () => {
    const { session, fake } = start(40, 3);
    addGrid(session, (surface) => surface.put(0, 0, '\x1b[31m{bold}evil\x1b]0;x\x07\n\u202eabc', DEFAULT_ATTR));
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '·[31m{bold}evil·]0;x···abc');
    assert.equal(fake.screen.cellAt(2, 0).fg, null);
  });
});

describe('blessed elements', () => {
  it('come out right: boxes with borders, labels, tags and colours', async () => {
    const { session, fake } = start(30, 7);
    const box = blessed.box({
      parent: session.screen,
      top: 'center',
      left: 'center',
      width: 20,
      height: 5,
      tags: true,
      border: { type: 'line' },
      style: { border: { fg: 'red' }, bg: 'blue' },
      content: '{bold}bold{/bold} {inverse}inv{/inverse}',
    });
    box.setLabel(' title ');
    session.renderNow();
    await fake.settled();
    assert.equal(
      fake.text(),
      '\n     ┌─ title ──────────┐\n     │bold inv          │\n     │                  │\n     │                  │\n     └──────────────────┘',
    );
    assert.equal(fake.screen.styledLine(2), '[-/-]     [1/-]│[-/4 b]bold[-/4] [-/4 i]inv[-/4]          [1/-]│');
  });

  it('turn into ASCII where there is no Unicode', async () => {
    const { session, fake } = start(12, 3, 'xterm-256color', 'C');
    blessed.box({
      parent: session.screen,
      top: 0,
      left: 0,
      width: 12,
      height: 3,
      border: { type: 'line' },
      content: 'é█',
    });
    session.renderNow();
    await fake.settled();
    assert.equal(fake.text(), '+----------+\n|?#        |\n+----------+');
    assert.match(fake.written, /^[\x00-\x7f]*$/);
  });

  it('come out right: a line chart of blessed-contrib', async () => {
    const { session, fake } = start(60, 16);
    const chart = line({
      parent: session.screen,
      width: 60,
      height: 16,
      style: { line: 3, text: 2, baseline: 8 },
      minY: 0,
      maxY: 10,
      numYLabels: 5,
      showNthLabel: 1,
      xPadding: 5,
      xLabelPadding: 5,
      wholeNumbersOnly: false,
      showLegend: false,
    });
    session.screen.append(chart);
    chart.setData([{ title: 'rss', x: ['10', '20', '30', '40'], y: [1, 5, 3, 9], style: { line: 3 } }]);
    session.renderNow();
    await fake.settled();
    assert.match(fake.text(), /10\s+20\s+30\s+40/);
    assert.match(fake.text(), /[\u2801-\u28ff]{3}/);
    const cells = Array.from({ length: 16 * 60 }, (_, i) => fake.screen.cellAt(i % 60, Math.floor(i / 60)));
    assert.ok(cells.some((cell) => cell.fg === 3 && /[\u2801-\u28ff]/.test(cell.text)));
    assert.ok(cells.some((cell) => cell.fg === 2 && /\d/.test(cell.text)));
  });
});
