// Reads a source file and says what in it breaks the house rules: imports between rooms, packages outside their room,
// file shape. Works on text, so that a test can hand it a wrong file. Shares nothing with ESLint.

import { posix } from 'node:path';
import ts from 'typescript';
import { ROOMS, type Room } from './rooms.ts';

const MAX_LINES = 250;
const LONGER = 'Longer than 250 lines because';
/** Folders of somebody's machine, which a program for every machine never names. */
const MACHINE_PATH = /(^|[^\w.])\/(work|root|tmp|home)\//;
/** What reads the clock or the machine behind the back of a pure room. */
const IMPURE = /\b(?:process\.\w+|performance\.\w+|Date\.now|Math\.random|setTimeout|setInterval|setImmediate|fetch)\b\(?/;

/** Every rule that `source`, the text of `path` ('src/core/frame.ts'), breaks; one line each. */
export function findViolations(path: string, source: string): string[] {
  return [
    ...importViolations(path, source),
    ...shapeViolations(path, source),
    ...literalViolations(path, source),
    ...purityViolations(path, source),
  ].map((text) => `${path}: ${text}`);
}

function importViolations(path: string, source: string): string[] {
  const name = roomOf(path);
  const room = ROOMS[name];
  if (room === undefined) return path.endsWith('.d.ts') ? [] : ['lies in no room'];
  const found: string[] = [];
  for (const { fileName: specifier } of ts.preProcessFile(source, true, true).importedFiles) {
    if (specifier.startsWith('.')) found.push(...roomViolation(name, room, path, specifier));
    else if (specifier.startsWith('node:')) found.push(...nodeViolation(room, specifier));
    else found.push(...packageViolation(room, specifier));
  }
  if (path.endsWith('.tsx') && !room.packages.includes('react')) found.push('only src/cli has JSX');
  return found;
}

function roomViolation(name: string, room: Room, path: string, specifier: string): string[] {
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith('src/')) return [`imports ${specifier}, outside src/`];
  if (!/\.tsx?$/.test(target)) return [`imports ${specifier} without its .ts`];
  const other = roomOf(target);
  if (other === name || room.rooms.includes(other)) return [];
  return [`imports src/${other}; src/${name} may import ${room.rooms.join(', ') || 'no other room'}`];
}

function nodeViolation(room: Room, specifier: string): string[] {
  const threads = specifier === 'node:worker_threads';
  const allowed = room.node === 'all' || (room.node === 'no-threads' && !threads);
  return allowed ? [] : [`imports ${specifier}`];
}

function packageViolation(room: Room, specifier: string): string[] {
  const packageName = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return room.packages.includes(packageName) ? [] : [`imports ${specifier}`];
}

/** 'core' for src/core/fields/host.ts, 'main.ts' for src/main.ts. */
function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function shapeViolations(path: string, source: string): string[] {
  const found: string[] = [];
  const base = posix.basename(path);
  if (/^index\.tsx?$/.test(base)) found.push('is a barrel: import from the file that owns it');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(base)) found.push('is not named in kebab-case');
  const opening = /^(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/\s*)+/.exec(source)?.[0];
  if (opening === undefined) found.push('does not begin with a comment that says what it owns');
  const lines = countLines(source);
  if (lines > MAX_LINES && !(opening ?? '').includes(LONGER)) {
    found.push(`has ${lines} lines of code, more than ${MAX_LINES}, and its opening comment gives no "${LONGER} …"`);
  }
  return found;
}

/** Lines that hold code, as ESLint's max-lines counts them: no blank ones, no lines that are only comment. */
function countLines(source: string): number {
  const file = ts.createSourceFile('x.tsx', source, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const held = new Set<number>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    children.forEach(visit);
    if (children.length > 0 || node.getStart(file) === node.getEnd()) return;
    for (let line = lineAt(node.getStart(file)); line <= lineAt(node.getEnd() - 1); line++) held.add(line);
  };
  visit(file);
  return held.size;
}

function literalViolations(path: string, source: string): string[] {
  return textsIn(path, source).filter((text) => MACHINE_PATH.test(text)).map((text) => `names a machine's folder: ${text}`);
}

function textsIn(path: string, source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  return texts;
}

function purityViolations(path: string, source: string): string[] {
  if (ROOMS[roomOf(path)]?.node !== 'none') return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) ? node.getText() : '';
    const match = IMPURE.exec(text);
    if (match?.index === 0) found.push(`calls ${match[0].replace('(', '')}: a pure room is handed what it needs`);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  return found;
}
