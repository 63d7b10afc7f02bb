// A small program that has the terminal, for tests of the session alone: prints the keys it gets and a counter that
// shows its event loop is alive. Keys: q quits, x throws, m turns the mouse on, b fills the screen with new cells.

import { detectCapabilities } from '../../src/ui/terminal/capabilities.ts';
import { DEFAULT_ATTR } from '../../src/ui/terminal/attr.ts';
import { Grid } from '../../src/ui/terminal/grid.ts';
import { openTerminal } from '../../src/ui/terminal/session.ts';
import { renameSync, writeFileSync } from 'node:fs';

const detection = detectCapabilities(process.env, process.stdin.isTTY && process.stdout.isTTY);
if (!detection.ok) {
  process.stderr.write(`${detection.reason}\n`);
  process.exit(2);
}
const session = openTerminal({
  input: process.stdin,
  output: process.stdout,
  capabilities: detection.capabilities,
  title: 'terminal test',
});
const reportFile = process.env['REPORT_FILE'];
const keys: string[] = [];
let ticks = 0;
let busy = false;

function report(): void {
  if (reportFile === undefined) return;
  const { columns, rows, stats } = session;
  // Renamed into place: a reader never sees half of it.
  writeFileSync(`${reportFile}.new`, JSON.stringify({ ticks, columns, rows, ...stats }));
  renameSync(`${reportFile}.new`, reportFile);
}

function leave(code: number): never {
  session.restore();
  report();
  process.exit(code);
}

process.on('uncaughtException', (error) => {
  session.restore();
  process.stderr.write(`crashed: ${error.message}\n`);
  process.exit(70);
});
session.onExit((reason, code) => {
  session.restore();
  if (reason !== 'closed') process.stderr.write(`ended: ${reason}\n`);
  leave(code);
});
session.onInput((event) => {
  if (event.kind === 'key') {
    const { name } = event.key;
    if (name === 'q') leave(0);
    if (name === 'x') throw new Error('boom');
    if (name === 'm') session.setMouse(true);
    if (name === 'b') busy = !busy;
    keys.push(name);
  } else if (event.kind === 'paste') {
    keys.push(`paste(${event.text})`);
  } else {
    keys.push(`${event.action}(${event.x},${event.y})`);
  }
  session.requestRender();
});

new Grid({
  parent: session.screen,
  top: 0,
  left: 0,
  width: '100%',
  height: '100%',
  unicode: session.capabilities.unicode,
  paint: (surface) => {
    surface.put(0, 0, `ready ${surface.columns}x${surface.rows} alive ${ticks > 0 ? 'yes' : 'no'}`, DEFAULT_ATTR);
    surface.put(0, 1, `keys: ${keys.join(' ')}`, DEFAULT_ATTR);
    const { columns, rows } = surface;
    if (busy) for (let y = 3; y < rows; y++) surface.fill(0, y, columns, DEFAULT_ATTR, String((ticks + y) % 10));
    surface.put(columns - 3, rows - 1, 'end', DEFAULT_ATTR);
  },
});
session.renderNow();
setInterval(() => {
  ticks++;
  session.requestRender();
  if (ticks % 10 === 0) report();
}, 20);
