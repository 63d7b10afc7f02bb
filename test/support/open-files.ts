// What this process has open, for tests that nothing stays open. Must never count every descriptor: the loader of the
// tests writes its cache on other threads while they run, and has files of its own open now and then.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Paths, sorted, of the files below the folder that are open here, deleted ones too; of one open twice, twice. */
export function openFilesBelow(folder: string): string[] {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return readdirSync('/proc/self/fd')
    .map(targetOf)
    .filter((path) => path.startsWith(prefix))
    .sort();
}

/** The text of what is said of a descriptor; '' where that was closed since it was listed. */
export function readOpen(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** '' where the descriptor was closed since it was listed, as that of the listing is. */
function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOENT');
    return '';
  }
}
