// Files that were deleted while open, as they are exported: of known size, and growing at a known rate.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { requires } from '../support/require.ts';
import { endActors, startCommand } from './support/actors.ts';
import { watchSamples } from './support/samples.ts';

const SIZE = 3_000_017;
const BYTES_PER_SEC = 200_000;
/** Holds both files; what it is late with it writes at once. */
const HOLDER = `
  const { mkdtempSync, openSync, rmSync, writeSync } = require('node:fs');
  const folder = mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'leaktop-held-'));
  const still = openSync(folder + '/still', 'w');
  const growing = openSync(folder + '/growing', 'w');
  rmSync(folder, { recursive: true });
  writeSync(still, Buffer.alloc(${SIZE}));
  const began = performance.now();
  let size = 0;
  setInterval(() => {
    const missing = Math.floor((performance.now() - began) * ${BYTES_PER_SEC / 1000}) - size;
    size += writeSync(growing, Buffer.alloc(missing));
  }, 20);
  process.stdin.on('end', () => process.exit()).resume();
  console.log('ready');`;

afterEach(endActors);

test('the size of a deleted file is exact, and its growth within 5 % of its rate', requires('linux'), async () => {
  const pid = await startCommand([process.execPath, '-e', HOLDER]);
  await watchSamples(['files', '--fields', 'pid,path,size,growth'], (rows) => {
    const of = (name: string): Readonly<Record<string, number>> => {
      const row = rows.find((one) => one['pid'] === pid && String(one['path']).endsWith(`/${name}`));
      return (row ?? {}) as Readonly<Record<string, number>>;
    };
    const growing = of('growing')['growth'] ?? NaN;
    const [size, growth] = [of('still')['size'], of('still')['growth']];
    if (size === undefined) return false;
    assert.equal(size, SIZE);
    return growth === 0 && Math.abs(growing / BYTES_PER_SEC - 1) <= 0.05;
  });
});
