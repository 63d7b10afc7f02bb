// A slow link in a network namespace of its own, and programs that talk over it: slow-link.c and talkers.c say how slow, and what
// of. Must never leave one behind: endSlowLinks() after each test, and each ends when its input does.

import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type TalkerKind = 'exchange' | 'transfer' | 'network' | 'buffer' | 'receiver' | 'application';

/** A program that is asked and answers by lines. */
class Speaker {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor(private readonly words: readonly string[]) {
    const [file = '', ...args] = words;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
    this.child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async answer(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error(`${this.words.join(' ')} ended before it answered`);
    return value;
  }

  ask(line: string): Promise<string> {
    this.child.stdin.write(`${line}\n`);
    return this.answer();
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

export interface Talker {
  readonly pid: number;
  /** Of the end that sends. */
  readonly port: number;
  /** Sends a little there and back, or waits until all that was to be sent has arrived. */
  speak(): Promise<void>;
}

export interface SlowLink {
  /** What is put before a program to run it where the link is. */
  readonly through: readonly string[];
  /** A connection over the way that the address names. */
  talk(kind: TalkerKind, address: string): Promise<Talker>;
  /** Adds so much to every way, each way. */
  slowBy(millis: number): Promise<void>;
}

let folder: string | null = null;
let speakers: Speaker[] = [];

/** Needs gcc, root and /dev/net/tun. */
export async function openSlowLink(): Promise<SlowLink> {
  const link = start([compile('slow-link')]);
  await link.answer();
  const through = ['nsenter', `--net=/proc/${link.pid}/ns/net`];
  const talkers = compile('talkers');
  return {
    through,
    talk: async (kind, address) => {
      const talker = start([...through, talkers, kind, address]);
      const port = Number(await talker.answer());
      const speak = async (): Promise<void> => {
        await (kind === 'transfer' ? talker.answer() : talker.ask(''));
      };
      return { pid: talker.pid, port, speak };
    },
    slowBy: async (millis) => {
      await link.ask(String(millis));
    },
  };
}

export async function endSlowLinks(): Promise<void> {
  const all = speakers;
  speakers = [];
  for (const speaker of all.reverse()) await speaker.end();
}

function start(words: readonly string[]): Speaker {
  const speaker = new Speaker(words);
  speakers.push(speaker);
  return speaker;
}

function compile(name: string): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), 'leaktop-slow-'));
    process.on('exit', () => {
      rmSync(made, { recursive: true, force: true });
    });
    folder = made;
  }
  copyFileSync(join(import.meta.dirname, `${name}.c`), join(folder, `${name}.c`));
  const { status, stderr } = spawnSync('gcc', ['-O1', '-pthread', '-o', name, `${name}.c`], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`gcc: ${stderr}`);
  return join(folder, name);
}
