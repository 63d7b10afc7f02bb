// The command `doctor`: says which source serves what here, what is missing, why, and how to get it.
// Must never write a byte to the terminal that came from the machine unchecked.

import type { WriteStream } from 'node:tty';
import { CHECKS, runCheck, type Check, type CheckResult, type World } from './doctor-checks.ts';
import { VERSION } from './version.ts';

export interface DoctorOptions {
  readonly json: boolean;
  readonly root: string;
  /** Where the report goes; standard output by default. */
  readonly stdout?: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** For tests: what is looked at. */
  readonly checks?: readonly Check[];
}

/** Looks at everything and reports. Answers the exit code: 0 when leaktop can run here, 1 when it cannot. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { stdout = process.stdout, env = process.env, checks = CHECKS } = options;
  const isTty = stdout.isTTY === true;
  const world: World = { root: options.root, env, isTty: isTty && process.stdin.isTTY, frame: null };
  const steps = checks.map((check) => ({ title: check.title, run: () => runCheck(check, world) }));
  const colour = isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const results: CheckResult[] = [];
  if (colour && !options.json && env['CI'] === undefined && hasRoom(stdout)) {
    const { runSteps } = await import('./progress.tsx');
    results.push(...(await runSteps(steps)));
  } else {
    for (const step of steps) results.push(await step.run());
  }
  const usable = checks.every((check, i) => check.vital !== true || results[i]?.state !== 'absent');
  stdout.write(options.json ? asJson(results, usable) : asText(results, usable, colour));
  return usable ? 0 : 1;
}

/**
 * Where a terminal does not know its size (serial lines say 0 × 0) or is no higher than the progress, ink clears the
 * whole screen and what was scrolled out of it.
 */
function hasRoom({ columns = 0, rows = 0 }: Partial<Pick<WriteStream, 'columns' | 'rows'>>): boolean {
  return columns >= 40 && rows >= 5;
}

function asJson(checks: readonly CheckResult[], usable: boolean): string {
  return `${JSON.stringify({ version: VERSION, usable, checks }, null, 2)}\n`;
}

const MARKS: Readonly<Record<CheckResult['state'], readonly [word: string, colour: number]>> = {
  ok: ['ok', 32],
  degraded: ['limited', 33],
  absent: ['missing', 31],
};
const WORD_WIDTH = 9;

function asText(results: readonly CheckResult[], usable: boolean, colour: boolean): string {
  const titleWidth = Math.max(...results.map((result) => result.title.length)) + 2;
  const lines = results.flatMap((result) => {
    const [word, code] = MARKS[result.state];
    const mark = colour ? `\x1b[${code}m${word.padEnd(WORD_WIDTH)}\x1b[0m` : word.padEnd(WORD_WIDTH);
    const source = result.source === '' ? '' : `${result.source}: `;
    const line = `${mark}${result.title.padEnd(titleWidth)}${printable(source + result.text)}`;
    const indent = ' '.repeat(WORD_WIDTH + titleWidth);
    const below = [...(result.problems ?? []), ...(result.hint === '' ? [] : [`to get it: ${result.hint}`])];
    return [line, ...below.map((text) => indent + printable(text))];
  });
  const verdict = usable ? 'leaktop can run here.' : 'leaktop cannot run here.';
  return `leaktop ${VERSION}\n\n${lines.join('\n')}\n\n${verdict}\n`;
}

/** Host names, terminal names and kernel texts are hostile input: no control, format or unassigned characters. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
