// A text file read once, to its end: /proc hands out long texts in pieces, of which a kept file sees the first only.

import { readFileSync } from 'node:fs';

/** One character a byte (latin1); null for a file that is not there or may not be read. Throws nothing else but bugs. */
export function readWhole(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}
