// A program that holds BPF objects until a line of its input says how it is to let go of them. Built by bpf-ends.test.ts.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { loadBpfObject } from '../../../src/native/bpf-object.ts';

const object = isMainThread && process.argv[2] === 'worker' ? null : loadBpfObject('traffic');
object?.attach('count_sent');
object?.attach('count_received');
const tasks = object === null ? null : loadBpfObject('tasks');
tasks?.iterator('tell_processes').read();

if (!isMainThread) {
  parentPort?.once('message', () => {
    throw new Error('the thread fails');
  });
  parentPort?.postMessage('attached');
} else {
  const worker = object === null ? new Worker(new URL(import.meta.url)) : null;
  if (worker !== null) {
    worker.on('error', () => {
      process.stdout.write('let go\n');
    });
    await once(worker, 'message');
  }
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'throw') throw new Error('the program fails');
    worker?.postMessage(line);
    object?.close();
    tasks?.close();
    if (object !== null) process.stdout.write('let go\n');
  });
  process.stdout.write('attached\n');
}
