// Builds the collector as the product has it, threads in files of their own, into a folder of its own: worker threads do
// not run from TypeScript. The folder lies in node_modules so that koffi is found from it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { startCollector } from '../../../src/collector/client.ts';
import type { startThread } from '../../../src/collector/threads.ts';


export interface BuiltCollector {
  readonly folder: string;
  readonly startCollector: typeof startCollector;
  readonly startThread: typeof startThread;
  remove(): void;
}

const root = resolve(import.meta.dirname, '../../..');

export async function buildCollector(): Promise<BuiltCollector> {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'leaktop-collector-'));
  await build({
    absWorkingDir: root,
    entryPoints: {
      client: 'src/collector/client.ts',
      'sampler-thread': 'src/collector/sampler-thread.ts',
      'inspector-thread': 'src/collector/inspector-thread.ts',
      threads: 'src/collector/threads.ts',
      libc: 'src/native/libc.ts',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    external: ['koffi'],
    logLevel: 'error',
  });
  // The files are ES modules whatever the folder above says.
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const load = (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href);
  const client = (await load('client.js')) as Pick<BuiltCollector, 'startCollector'>;
  const threads = (await load('threads.js')) as Pick<BuiltCollector, 'startThread'>;
  return {
    folder,
    startCollector: client.startCollector,
    startThread: threads.startThread,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
