// On Linux before 6.3, whose sockets have no hook for BPF: what cannot be had is said with the reason, and netlink serves.
// Skipped elsewhere; npm run test:kernel61 runs it on Linux 6.1.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { runDoctor } from '../../src/cli/doctor.ts';
import type { CheckResult } from '../../src/cli/doctor-checks.ts';
import { Pipeline } from '../../src/collector/pipeline.ts';
import { wantFields } from '../../src/core/want.ts';
import { COMPANIONS } from '../../src/sources/companions.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import { requires } from '../support/require.ts';

const BYTES = 1_000_000;
/** Until the other end has said that all of it has come: only then it counts as sent. */
const MOST_MILLIS = 120_000;

test('doctor says what an older kernel has not, and what there is instead', requires('before-6.3', 'bpf'), async () => {
  let text = '';
  const stdout = new Writable({
    write: (data, _encoding, done) => {
      text += String(data);
      done();
    },
  });
  await runDoctor({ json: true, root: '/', stdout, env: {} });
  const { checks } = JSON.parse(text) as { checks: readonly CheckResult[] };
  const outcomeOf = (id: string): CheckResult => checks.find((check) => check.id === id) ?? assert.fail(`no check ${id}`);
  for (const id of ['connections', 'bpfTasks', 'bpfConnections', 'bpfFiles', 'bpfDescriptors']) assert.equal(outcomeOf(id).state, 'ok', outcomeOf(id).text);
  assert.match(outcomeOf('bpf').text, /^Linux \S+ has no hook for this; .* netlink/);
  assert.equal(outcomeOf('bpf').hint, 'Linux 6.3 or later has it');
});

test('without the hooks netlink tells what open connections move', requires('before-6.3', 'bpf'), async (t) => {
  const source = createProcfsSource();
  const pipeline = new Pipeline({ source, serves: [], companions: COMPANIONS, root: '/', descriptorBudget: 100 });
  const [near, far] = await makeConnection();
  t.after(() => {
    pipeline.close();
    near.destroy();
    far.destroy();
  });
  const want = { ...wantFields(['netInBytes', 'netOutBytes']), focus: [], trend: null, growthWindowSeconds: 180 };
  const own = (): number[] => {
    pipeline.takeSample(want);
    const slot = pipeline.rows.find(process.pid);
    const { columns } = pipeline.rows;
    return [columns.netInBytes?.[slot] ?? NaN, columns.netOutBytes?.[slot] ?? NaN];
  };
  await pipeline.loadFor(want);
  assert.deepEqual(own(), [0, 0]);
  far.resume();
  near.write(Buffer.alloc(BYTES));
  for (const end = Date.now() + MOST_MILLIS; Date.now() < end; await pause(50)) if (own().every((bytes) => bytes >= BYTES)) break;
  assert.deepEqual(own(), [BYTES, BYTES]);
});

async function makeConnection(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = (await once(server, 'connection')) as [Socket];
  server.close();
  return [near, far];
}
