// What the chance in property tests grows from: scripts/test.ts loads this before each file, so that a suite that passed
// passes again. LEAKTOP_SEED gives another number; `npm run fuzz` tries many. JavaScript, because the threads that tests start
// load it too, and those know no TypeScript yet.

import fc from 'fast-check';

const CHOSEN = 20_240_229;

const asked = process.env['LEAKTOP_SEED'];
const seed = asked === undefined ? CHOSEN : Number(asked);
if (!Number.isSafeInteger(seed)) throw new Error(`LEAKTOP_SEED: '${asked ?? ''}' is no whole number`);
fc.configureGlobal({ seed });
