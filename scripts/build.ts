// Makes dist/: one small launcher, the threads' files, lazy chunks, and the licence notices of everything inside them.
// Fails where an entry is missing or a bundled package's licence is unknown. Reads nothing but the checkout.

import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { blessedPlugin } from './build/blessed.ts';
import { writeNotices } from './build/notices.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Output name → source. Threads are entries because a Worker is started from a file of its own. */
const ENTRIES = {
  leaktop: 'src/main.ts',
  'sampler-thread': 'src/collector/sampler-thread.ts',
  'inspector-thread': 'src/collector/inspector-thread.ts',
};

/** koffi is native; blessed asks for the other two only in its Terminal widget, which is left out. */
const EXTERNAL = ['koffi', 'term.js', 'pty.js'];

/** ink loads this file only under DEV=true; with it would come a web socket server. */
const withoutInkDevtools: Plugin = {
  name: 'without-ink-devtools',
  setup(builder) {
    builder.onLoad({ filter: /ink\/build\/devtools\.js$/ }, () => ({ contents: 'export {};', loader: 'js' }));
  },
};

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const result = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.12',
  chunkNames: '[name]-[hash]',
  // Names are kept: a stack trace in a report must say which function, and a map would be larger than what it saves.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  banner: { js: REQUIRE_BANNER },
  external: EXTERNAL,
  plugins: [blessedPlugin(), withoutInkDevtools],
  alias: {
    // string-width compiles /\p{RGI_Emoji}/v and an Intl.Segmenter at import: 110 ms of every start (docs/decisions).
    'string-width': join(root, 'scripts/shims/string-width.ts'),
    y18n: join(root, 'scripts/shims/y18n.ts'),
  },
  define: {
    __LEAKTOP_VERSION__: JSON.stringify(version),
    'process.env.NODE_ENV': '"production"',
  },
  metafile: true,
  write: false,
  logLevel: 'warning',
}).catch((error: unknown) => {
  // esbuild has said what is wrong, with file and line; a stack of its own insides would bury it.
  process.exitCode = 1;
  if (!(error instanceof Error && 'errors' in error)) throw error;
  return undefined;
});

if (result !== undefined) {
  writeOutputs(result.outputFiles);
  writeNotices(root, result.metafile);
  if (!process.argv.includes('--quiet')) process.stdout.write(sizeTable(result.metafile));
}

/** Writes first and removes what is stale after, so that a program started meanwhile still finds its chunks. */
function writeOutputs(files: readonly OutputFile[]): void {
  mkdirSync(dist, { recursive: true });
  for (const file of files) {
    const launcher = basename(file.path) === 'leaktop.js';
    writeFileSync(file.path, launcher ? `#!/usr/bin/env node\n${file.text}` : file.contents);
    if (launcher) chmodSync(file.path, 0o755);
  }
  const written = new Set(files.map((file) => basename(file.path)));
  for (const name of readdirSync(dist)) if (!written.has(name)) rmSync(join(dist, name), { recursive: true });
}

/** One line an output: its size and the packages that make up most of it. */
function sizeTable(metafile: Metafile): string {
  const rows = Object.entries(metafile.outputs).map(([path, output]) => {
    const bytes = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'own';
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
    const parts = [...bytes].sort((a, b) => b[1] - a[1]).slice(0, 4);
    const inside = parts.map(([owner, size]) => `${owner} ${(size / 1024).toFixed(1)}`).join(', ');
    return { size: output.bytes, line: `${path.padEnd(40)} ${(output.bytes / 1024).toFixed(1).padStart(7)} KB  ${inside}` };
  });
  rows.sort((a, b) => b.size - a.size);
  const total = rows.reduce((sum, row) => sum + row.size, 0);
  return `${rows.map((row) => row.line).join('\n')}\n${'total'.padEnd(40)} ${(total / 1024).toFixed(1).padStart(7)} KB\n`;
}
