// Makes dist/: one small launcher, and in dist/app the main bundle, its threads' files, lazy chunks and the code that V8
// keeps of what the first frame needs; beside dist/ the licence notices of everything inside.
// Fails where an entry is missing or a bundled package's licence is unknown. Reads nothing but the checkout.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { blessedPlugin } from './build/blessed.ts';
import { keepCode } from './build/code-cache.ts';
import { writeNotices } from './build/notices.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const app = join(dist, 'app');

/** The way to the first frame: one CommonJS file each, the form Node starts quickest. Output name → source. */
const PROGRAMS = {
  main: 'src/main.ts',
  monitor: 'src/cli/monitor.ts',
  arguments: 'src/cli/arguments.ts',
  config: 'src/cli/config.ts',
  'theme-file': 'src/cli/theme-file.ts',
  'program-loader': 'src/cli/program-loader.ts',
  sampler: 'src/collector/sampler-thread.ts',
  'inspector-thread': 'src/collector/inspector-thread.ts',
  // A file of its own, because the chart needs the same blessed as the screen and is loaded later.
  blessed: 'blessed',
  'contrib-line': 'blessed-contrib/lib/widget/charts/line.js',
};

/** Programs that are loaded with the code that V8 kept of them, the largest at every start. */
const KEPT = ['monitor', 'arguments', 'blessed', 'sampler'] as const;

/** What the first frame does not need: ES modules that share chunks, loaded by import() when they are asked for. */
const LAZY = {
  acknowledgements: 'src/cli/acknowledgements.ts',
  'bpf-descriptors': 'src/sources/bpf/open-descriptors.ts',
  'bpf-files': 'src/sources/bpf/nameless-files.ts',
  'bpf-oom': 'src/sources/bpf/oom-kills.ts',
  'bpf-tasks': 'src/sources/bpf/tasks.ts',
  'bpf-traffic': 'src/sources/bpf/traffic.ts',
  batch: 'src/cli/batch.ts',
  completion: 'src/cli/completion.ts',
  diagnosis: 'src/collector/diagnosis.ts',
  disguise: 'src/cli/disguise.ts',
  doctor: 'src/cli/doctor.ts',
  'help-text': 'src/cli/help-text.ts',
  'kernel-memory': 'src/collector/kernel-memory.ts',
  'life-keeper': 'src/cli/life-keeper.ts',
  'layout-file': 'src/cli/layout-file.ts',
  netlink: 'src/sources/netlink/companion.ts',
  systeminformation: 'src/sources/systeminformation.ts',
  watch: 'src/collector/watch.ts',
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

/** An import of an entry loads the file that entry becomes: by require() where it is one of the programs. */
const lazyEntries: Plugin = {
  name: 'lazy-entries',
  setup(builder) {
    builder.onResolve({ filter: /\.ts$|^blessed$|^blessed-contrib/ }, ({ kind, path, resolveDir }) => {
      const source = path.startsWith('.') ? relative(root, join(resolveDir, path)) : path;
      if (kind === 'entry-point' || (kind !== 'dynamic-import' && source !== PROGRAMS.blessed)) return undefined;
      const program = nameOf(PROGRAMS, source);
      if (program !== undefined) return { path: `./${program}.js`, namespace: 'program' };
      const lazy = nameOf(LAZY, source);
      return lazy === undefined ? undefined : { path: `./${lazy}.mjs`, external: true };
    });
    builder.onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
        contents: `module.exports = require('./program-loader.js').loadProgram('${basename(path, '.js')}');`,
      }));
    builder.onResolve({ filter: /.*/, namespace: 'program' }, ({ path }) => ({ path, external: true }));
  },
};

function nameOf(entries: Readonly<Record<string, string>>, source: string): string | undefined {
  return Object.keys(entries).find((name) => entries[name] === source);
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
const META_URL_BANNER = "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * CommonJS throughout the way to the first frame: Node's loader of ES modules costs a quarter of a bare start, and
 * --version must answer as fast as one (docs/decisions/0002-bundling.md).
 */
const LAUNCHER = `#!/usr/bin/env node
'use strict';
const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.on('error', ({ code, message }) => {
    if (code !== 'EPIPE') process.stderr.write('leaktop: cannot write: ' + message + '\\n');
    process.exit(code === 'EPIPE' ? 0 : 74);
  });
  process.stdout.write('leaktop VERSION\\n');
} else require('./app/main.js');
`;

/** A thread starts from a file: this one. */
const SAMPLER_THREAD = "require('./program-loader.js').loadProgram('sampler');\n";

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const DEFINE = { __LEAKTOP_VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' };

const COMMON = {
  absWorkingDir: root,
  outdir: app,
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  // Names are kept: a stack trace in a report must say which function, and a map would be larger than what it saves.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  external: EXTERNAL,
  alias: {
    // string-width compiles /\p{RGI_Emoji}/v and an Intl.Segmenter at import: 110 ms of every start (docs/decisions).
    'string-width': join(root, 'scripts/shims/string-width.ts'),
    y18n: join(root, 'scripts/shims/y18n.ts'),
  },
  define: DEFINE,
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const results = await Promise.all([
  build({
    ...COMMON,
    entryPoints: PROGRAMS,
    format: 'cjs',
    banner: { js: META_URL_BANNER },
    define: { ...DEFINE, 'import.meta.url': '__importMetaUrl', 'import.meta.dirname': '__dirname' },
    plugins: [blessedPlugin(), lazyEntries],
  }),
  build({
    ...COMMON,
    entryPoints: LAZY,
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    banner: { js: REQUIRE_BANNER },
    plugins: [withoutInkDevtools],
  }),
]).catch((error: unknown) => {
  // esbuild has said what is wrong, with file and line; a stack of its own insides would bury it.
  process.exitCode = 1;
  if (!(error instanceof Error && 'errors' in error)) throw error;
  return undefined;
});

if (results !== undefined) {
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)) as Metafile['outputs'];
  writeOutputs(results.flatMap(({ outputFiles }) => outputFiles));
  writeNotices(root, outputs);
  const failure = await keepCode(join(dist, 'leaktop.js'), app, KEPT);
  if (failure !== null) process.stderr.write(`built without kept code, so it starts a tenth slower: ${failure}\n`);
  if (!process.argv.includes('--quiet')) process.stdout.write(sizeTable(outputs));
}

/**
 * Writes first and removes what is stale after, so that a program started meanwhile still finds its chunks. Kept code
 * goes before: V8 looks at no more of a program than its length, and would run what it was.
 */
function writeOutputs(files: readonly OutputFile[]): void {
  mkdirSync(app, { recursive: true });
  for (const name of readdirSync(app)) if (name.endsWith('.code')) rmSync(join(app, name));
  for (const file of files) {
    const isKept = KEPT.some((name) => `${name}.js` === basename(file.path));
    writeFileSync(file.path, isKept ? importingBeside(file.text) : file.contents);
  }
  writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
  writeFileSync(join(dist, 'leaktop.js'), LAUNCHER.replace('VERSION', version), { mode: 0o755 });
  removeOthers(dist, ['app', 'package.json', 'leaktop.js']);
  writeFileSync(join(app, 'sampler-thread.js'), SAMPLER_THREAD);
  removeOthers(app, [...files.map((file) => basename(file.path)), 'sampler-thread.js']);
}

/** A kept program imports by what its loader gives it (src/cli/program-loader.ts). */
function importingBeside(text: string): string {
  return text.replaceAll(/\bimport\((?="\.\/[\w-]+\.mjs"\))/g, '__import(');
}

function removeOthers(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true });
}

/** One line an output: its size and the packages that make up most of it. */
function sizeTable(outputs: Metafile['outputs']): string {
  const rows = Object.entries(outputs).map(([path, output]) => {
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
