// Output that never waits: what is kept, what is forgotten, and how the end of a reader is noticed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { TtyOutput } from '../../../src/ui/terminal/output.ts';

// A FIFO takes and refuses bytes as a terminal does, and is read when the test says so.
const ROOM = 65_536;
let directory = '';
let reader = -1;
let output: TtyOutput;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leaktop-output-'));
  const path = join(directory, 'fifo');
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
  reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  output = new TtyOutput(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
});

afterEach(() => {
  output.close();
  if (reader >= 0) closeSync(reader);
  reader = -1;
  rmSync(directory, { recursive: true });
});

/** What lies in the FIFO, at most so many bytes. */
function read(limit = 1_000_000): string {
  const buffer = Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    try {
      const count = readSync(reader, buffer, length, limit - length, null);
      if (count === 0) break;
      length += count;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') break;
      throw error;
    }
  }
  return buffer.toString('latin1', 0, length);
}

describe('output', () => {
  it('goes out at once while there is room', () => {
    output.write('a frame');
    assert.equal(output.backlog, false);
    assert.equal(output.bytesWritten, 7);
    assert.equal(read(), 'a frame');
  });

  it('keeps what does not fit, sends it when there is room, and says when all is out', async () => {
    const drained = new Promise<void>((resolve) => {
      output.onDrain(resolve);
    });
    const text = 'x'.repeat(ROOM) + 'the rest';
    output.write(text);
    assert.equal(output.backlog, true);
    output.write(' and more');
    let seen = read();
    await drained;
    seen += read();
    assert.equal(seen, `${text} and more`);
    assert.equal(output.backlog, false);
    assert.equal(output.bytesWritten, seen.length);
  });

  it('forgets the backlog for its last words, and cancels the sequence that was cut', () => {
    output.write(`${'x'.repeat(ROOM)}\x1b[31`);
    read(ROOM / 2);
    assert.equal(output.writeLast('restored'), true);
    assert.match(read(), /^x+\x18restored$/);
    assert.equal(output.backlog, false);
  });

  it('gives up its last words on a terminal that takes none', () => {
    output.write('x'.repeat(ROOM + 1));
    assert.equal(output.writeLast('restored'), false);
  });

  it('says once that its reader is gone, and writes no more', async () => {
    let times = 0;
    const closed = new Promise<void>((resolve) => {
      output.onClosed(() => {
        times++;
        resolve();
      });
    });
    closeSync(reader);
    reader = -1;
    output.write('into the void');
    output.write('and again');
    await closed;
    assert.equal(output.writeLast('last'), false);
    assert.equal(times, 1);
  });
});
