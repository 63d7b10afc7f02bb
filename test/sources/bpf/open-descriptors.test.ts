// How many descriptors each process has open, told by the kernel in one reading: what /proc/PID/fd lists.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { wantFields } from '../../../src/core/want.ts';
import { BpfError } from '../../../src/native/bpf-error.ts';
import { COUNT, OpenDescriptors, OpenDescriptorsCompanion } from '../../../src/sources/bpf/open-descriptors.ts';
import { parseStart } from '../../../src/sources/inspect/texts.ts';
import type { Sample, SourceContext } from '../../../src/sources/source.ts';
import { endActors, startCommand } from '../../e2e/support/actors.ts';
import { requires } from '../../support/require.ts';

const UNTOLD = -1;
const HOLDER = `
  const { openSync } = require('node:fs');
  for (let i = 0; i < Number(process.argv[1]); i++) openSync('/dev/null', 'r');
  process.stdin.on('end', () => process.exit()).resume();
  console.log('ready');`;

afterEach(endActors);

/** Processes as a pass has found them, of whose descriptors nothing is known. */
function rowsOf(processes: readonly { readonly pid: number; readonly start: number }[]): ProcessRows {
  const rows = new ProcessRows();
  rows.activate(['openFiles']);
  rows.beginPass();
  const slots = Int32Array.from(processes, ({ pid, start }) => {
    const slot = rows.insert(pid);
    rows.set('start', slot, start);
    rows.set('openFiles', slot, UNTOLD);
    rows.see(slot);
    return slot;
  });
  rows.endPass(slots, slots.length);
  return rows;
}

/** What the companion says of a process of this machine; UNTOLD where it says nothing. */
function told(pid: number, start: number, sorted: readonly string[]): number | undefined {
  const companion = new OpenDescriptorsCompanion('/');
  const issues: string[] = [];
  companion.open({ report: (_id: string, text: string) => issues.push(text) } as unknown as SourceContext);
  try {
    const processes = rowsOf([{ pid, start }]);
    companion.read({ processes } as Sample, { ...wantFields(['openFiles'], sorted), focus: [], trend: null, growthWindowSeconds: 60 });
    assert.deepEqual(issues, []);
    return processes.columns.openFiles?.[processes.find(pid)];
  } finally {
    companion.close();
  }
}

describe('open descriptors', () => {
  const needs = requires('bpf');
  const startOf = (pid: number): number => parseStart(readFileSync(`/proc/${pid}/stat`));
  const sorted = ['openFiles'];

  for (const more of [0, 40, 3000]) {
    it(`are as many as /proc lists, of a process that has opened ${more} files`, needs, async () => {
      const pid = await startCommand([process.execPath, '-e', HOLDER, String(more)]);
      const listed = (): number => readdirSync(`/proc/${pid}/fd`).length;
      for (;;) {
        const before = listed();
        const counted = told(pid, startOf(pid), sorted);
        // It stands still, but for what Node does when it starts.
        if (before !== listed()) continue;
        assert.equal(counted, before);
        assert.ok(before > more);
        break;
      }
    });
  }

  it('are those of the process that is meant, and asked for only where rows are put in order by them', needs, () => {
    const start = startOf(process.pid);
    assert.equal(told(process.pid, start + 1, sorted), UNTOLD);
    assert.equal(told(process.pid, start, []), UNTOLD);
  });

  it('have records that are numbers whatever their bytes, and a piece of one is refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4 * COUNT.bytes }), (bytes) => {
      const buffer = Buffer.from(new ArrayBuffer(bytes.length + COUNT.bytes));
      buffer.set(bytes);
      const descriptors = new OpenDescriptors({ bytes: buffer, length: bytes.length, read: () => undefined }, { close: () => undefined });
      if (bytes.length % COUNT.bytes !== 0) {
        assert.throws(() => descriptors.read(), BpfError);
        return;
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const processes = new Map<number, { start: number; open: number }>();
      for (let at = 0; at < bytes.length; at += COUNT.bytes) {
        const start = Number(view.getBigUint64(at, true));
        processes.set(view.getUint32(at + 8, true), { start, open: view.getUint32(at + 12, true) });
      }
      const rows = rowsOf(Array.from(processes, ([pid, { start }]) => ({ pid, start })));
      descriptors.fill(rows);
      for (const [pid, { open }] of processes) assert.equal(rows.columns.openFiles?.[rows.find(pid)], open);
    }));
  });
});
