// Records a triage as a moving SVG: npm run recording -- OUT.svg. A program that really leaks is started, leaktop runs in
// a real pty and is sent the keys a person would press; each scene is the screen as it then was, with a line that says why.
// Must never leave the program that leaks behind.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { openSession } from './picture/session.ts';
import { drawCaption, drawScreen, frameOf } from './picture/svg.ts';

interface Scene {
  readonly caption: string;
  /** Seconds to wait before the keys, so that there is something to see. */
  readonly after: number;
  readonly keys: readonly string[];
}

const COLUMNS = 120;
const ROWS = 30;
/** How long each scene is shown, seconds. */
const SHOWN_SECONDS = 4;
const ENTER = '\r';
const ESCAPE = '\x1b';

/** A line of text, letter by letter, and Enter. */
const typed = (text: string): readonly string[] => [...Array.from(text), ENTER];

const SCENES: readonly Scene[] = [
  { caption: '1. leaktop starts sorted by RES: who holds the memory now?', after: 12, keys: [] },
  { caption: '2. Sorted by GROWTH: not who is large, but who keeps growing.', after: 0, keys: typed(':sort by growth') },
  { caption: '3. One process gains steadily. Down selects it, Enter shows what its memory is made of.', after: 6, keys: ['\x1b[B', ENTER] },
  { caption: '4. Esc, then / asks for more like it: everything whose heap is above 20 MiB.', after: 6, keys: [ESCAPE, ESCAPE, ...typed('/anon > 20m')] },
  { caption: '5. = takes the filter away; V shows the forest: who started it?', after: 2, keys: ['=', 'V'] },
  { caption: '6. g c adds up by program, G by unit or user: which of them eats the memory?', after: 2, keys: ['V', 'g', 'c'] },
];

/** 64 KiB every 62.5 ms, kept; it ends with its input. */
const LEAK = `process.title = 'report-worker'; const kept = []; process.stdin.on('end', () => process.exit()).resume();
setInterval(() => kept.push(Buffer.alloc(65536, 1)), 62.5);`;

const [out] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write('usage: recording OUT.svg\n');
  process.exit(2);
}
const leak = spawn(process.execPath, ['-e', LEAK], { cwd: '/', stdio: ['pipe', 'ignore', 'inherit'] });
const session = openSession(COLUMNS, ROWS, ['-d', '1']);
const drawn: string[] = [];
for (const { caption, after, keys } of SCENES) {
  await session.act(after, keys);
  await session.act(1.5, []);
  drawn.push(`${drawScreen(session.terminal)}\n${drawCaption(caption, ROWS)}`);
}
session.close();
leak.stdin.end();
writeFileSync(out, frameOf(animate(drawn), { columns: COLUMNS, rows: ROWS }, 2));

/** The scenes one after the other, for ever, without a script: what shows an SVG as an image runs none. */
function animate(scenes: readonly string[]): string {
  const share = 100 / scenes.length;
  const style = [
    `.scene { visibility: hidden; animation: show ${SHOWN_SECONDS * scenes.length}s step-end infinite }`,
    `@keyframes show { 0% { visibility: visible } ${share.toFixed(2)}% { visibility: hidden } }`,
  ].join('\n');
  const groups = scenes.map((scene, i) => `<g class="scene" style="animation-delay: ${i * SHOWN_SECONDS}s">\n${scene}\n</g>`);
  return [`<style>\n${style}\n</style>`, ...groups].join('\n');
}
