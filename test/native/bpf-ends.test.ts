// Nothing of BPF stays in the kernel however the program that loaded it ends, or the thread of it.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { readOpen } from '../support/open-files.ts';
import { requires } from '../support/require.ts';

const root = resolve(import.meta.dirname, '../..');
const needs = requires('bpf', 'tool:bpftool');
/** Until the kernel has freed what nobody holds any more. */
const MOST_MILLIS = 60_000;

let folder = '';
const children: ChildProcessWithoutNullStreams[] = [];

before(async () => {
  // In node_modules, so that koffi is found; beside a folder assets, as dist/app is.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/leaktop-bpf-'));
  symlinkSync(join(root, 'assets'), join(folder, 'assets'));
  await build({
    absWorkingDir: root,
    entryPoints: ['test/native/support/bpf-holder.ts'],
    outfile: join(folder, 'dist/app/holder.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    external: ['koffi'],
    logLevel: 'error',
  });
});
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

type Held = readonly (readonly [kind: string, id: string])[];

/** What of BPF a process holds: kinds as bpftool calls them, with the kernel's ids. */
function heldBy(pid: number): Held {
  const folderOf = `/proc/${pid}/fdinfo`;
  return readdirSync(folderOf).flatMap((fd) => {
    const text = readOpen(join(folderOf, fd));
    return [...text.matchAll(/^(prog|map|link)_id:\s*(\d+)$/gm)].map(([, kind = '', id = '']) => [kind, id] as const);
  });
}

function isThere([kind, id]: readonly [string, string]): boolean {
  return spawnSync('bpftool', [kind, 'show', 'id', id], { stdio: 'ignore' }).status === 0;
}

async function start(...words: string[]): Promise<{ child: ChildProcessWithoutNullStreams; held: Held }> {
  const { NODE_EXTRA_CA_CERTS: _ca, ...env } = process.env;
  const child = spawn(process.execPath, [join(folder, 'dist/app/holder.mjs'), ...words], { env });
  children.push(child);
  assert.equal(await firstLine(child), 'attached');
  const held = heldBy(child.pid as number);
  for (const kind of ['prog', 'map', 'link']) assert.ok(held.some(([one]) => one === kind), `a ${kind} is held`);
  assert.ok(held.every(isThere));
  return { child, held };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [data] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
  return String(data).trim();
}

async function allGone(held: Held): Promise<void> {
  for (const end = Date.now() + MOST_MILLIS; held.some(isThere) && Date.now() < end; ) await pause(50);
  assert.deepEqual(held.filter(isThere), []);
}

describe('what is loaded into the kernel is gone', () => {
  it('when it is closed, while the program runs on', needs, async () => {
    const { child, held } = await start('main');
    child.stdin.write('close\n');
    assert.equal(await firstLine(child), 'let go');
    assert.deepEqual(heldBy(child.pid as number), []);
    await allGone(held);
  });

  it('when the thread that loaded it fails, while the program runs on', needs, async () => {
    const { child, held } = await start('worker');
    child.stdin.write('fail\n');
    assert.equal(await firstLine(child), 'let go');
    assert.deepEqual(heldBy(child.pid as number), []);
    await allGone(held);
  });

  it('when the program fails', needs, async () => {
    const { child, held } = await start('main');
    const ended = once(child, 'exit');
    child.stdin.write('throw\n');
    assert.deepEqual(await ended, [1, null]);
    await allGone(held);
  });

  it('when the program is killed', needs, async () => {
    const { child, held } = await start('main');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    await allGone(held);
  });
});
