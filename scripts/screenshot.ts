// Draws a picture of the running monitor as SVG: npm run screenshot -- OUT.svg [COLUMNSxROWS] [SECONDS] [KEYS]
// The program runs in a real pty; nothing is added to what it shows.

import { writeFileSync } from 'node:fs';
import { openSession } from './picture/session.ts';
import { drawScreen, frameOf } from './picture/svg.ts';

const [out, size = '120x30', seconds = '8', keys = ''] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write('usage: screenshot OUT.svg [COLUMNSxROWS] [SECONDS] [KEYS]\n');
  process.exit(2);
}
const [columns, rows] = size.split('x').map(Number) as [number, number];
const session = openSession(columns, rows, ['-d', '1']);
await session.act(Number(seconds), [...keys]);
writeFileSync(out, frameOf(drawScreen(session.terminal), { columns, rows }));
session.close();
