// Samples that a running leaktop exports, one after the other, until one is as it must be. Must never wait for a time: a
// machine that is late shows it in a later sample.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PROGRAM } from '../../support/monitor.ts';

export type Row = Readonly<Record<string, number | string | null>>;

/** Samples in which it must have been seen. */
export const PATIENCE = 90;

/** Runs leaktop with these words, and `through` before it, until the rows of one sample will do; fails with the last one. */
export async function watchSamples(
  words: readonly string[],
  isSeen: (rows: readonly Row[]) => boolean,
  through: readonly string[] = [],
): Promise<void> {
  const [file, ...args] = [...through, process.execPath, PROGRAM, ...words, '--format', 'ndjson', '-d1', '-n', String(PATIENCE)];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined } });
  let rows: Row[] = [];
  try {
    for await (const line of createInterface(child.stdout)) {
      const row = JSON.parse(line) as Row;
      // A row of the next sample: that before is whole.
      if (rows[0] !== undefined && rows[0]['sequence'] !== row['sequence']) {
        if (isSeen(rows)) return;
        rows = [];
      }
      rows.push(row);
    }
  } finally {
    child.kill('SIGKILL');
  }
  assert.fail(`never seen in ${PATIENCE} samples; the last was ${JSON.stringify(rows).slice(0, 4000)}`);
}
