// Loads another of the built programs beside this file, with the code that V8 kept of it when it was built: compiling it
// would be a tenth of the time to the first frame. Built only; must never do more than require() would.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

interface ProgramModule {
  exports: unknown;
}

type Import = (specifier: string) => Promise<unknown>;
type Program = (
  exports: unknown,
  require: NodeJS.Require,
  module: ProgramModule,
  file: string,
  folder: string,
  importBeside: Import,
) => void;

/**
 * What Node wraps CommonJS in, on a line of its own: the line and column of an error are those of the file. The import is
 * this file's: that of a script with kept code does not find its loader (Node 20), and what Node offers for it warns.
 */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname, __import) {\n', '\n})'] as const;

const importBeside: Import = (specifier) => import(specifier) as Promise<unknown>;

/** What a kept program is called for the Node that runs this: of another version's, V8 takes nothing. */
export function keptCodeFile(name: string): string {
  return `${name}.${process.arch}-${process.versions.v8}.code`;
}

const loaded = new Map<string, ProgramModule>();
const require = createRequire(import.meta.url);

/** The exports of `name`.js. V8 refuses kept code of another version, or under other flags; then it compiles. */
export function loadProgram(name: string): unknown {
  const before = loaded.get(name);
  if (before !== undefined) return before.exports;
  const module: ProgramModule = { exports: {} };
  loaded.set(name, module);
  const folder = import.meta.dirname;
  const file = `${folder}/${name}.js`;
  const cachedData = readKeptCode(`${folder}/${keptCodeFile(name)}`);
  // The bundler writes ASCII only.
  const script = new Script(WRAPPER.join(readFileSync(file, 'latin1')), {
    filename: file,
    lineOffset: -1,
    ...(cachedData === null ? {} : { cachedData }),
  });
  (script.runInThisContext() as Program)(module.exports, require, module, file, folder, importBeside);
  return module.exports;
}

/** Null where the build kept none for this Node: it had another, or no pseudo-terminal to try the program in. */
function readKeptCode(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
