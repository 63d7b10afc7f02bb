// What doctor looks at: each check asks one part of leaktop what it can do here, by doing it once.
// Must never change anything, and never advise a capability on node: every script of every user would get it.

import { accessSync, constants, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { descriptorBudget, readDescriptorLimit } from '../collector/descriptors.ts';
import { Pipeline } from '../collector/pipeline.ts';
import type { Availability, Frame } from '../core/frame.ts';
import { wantFields } from '../core/want.ts';
import { loadKoffi } from '../native/koffi.ts';
import { loadLibc } from '../native/libc.ts';
import { pidfdOpen } from '../native/pidfd.ts';
import { askUserNames } from '../sources/inspect/name-service.ts';
import { chooseSource } from '../sources/registry.ts';
import { PROCESSES } from '../store/views/processes.ts';
import { detectCapabilities } from '../ui/terminal/capabilities.ts';
import { checkHeldFiles, checkOpenDescriptors, checkQuickConnections, checkTasks, checkTraffic } from './doctor-bpf.ts';
import { checkConfig } from './doctor-config.ts';
import { checkConnections } from './doctor-netlink.ts';
import { checkState } from './doctor-state.ts';

export interface CheckResult {
  /** What is served, as a key of the JSON. */
  readonly id: string;
  readonly title: string;
  readonly state: Availability['state'];
  /** Who serves it; '' when nobody does. */
  readonly source: string;
  readonly text: string;
  /** How to get what is missing; '' when nothing is. */
  readonly hint: string;
  /** What is wrong in files of the user, each with file, line and reason. */
  readonly problems?: readonly string[];
}

export interface Check {
  readonly id: string;
  readonly title: string;
  /** leaktop cannot run where this is absent. */
  readonly vital?: boolean;
  readonly run: (world: World) => Promise<Outcome> | Outcome;
}

export type Outcome = Omit<CheckResult, 'id' | 'title'>;

/** What the checks look at; the sample is taken by the first of them. */
export interface World {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
  frame: Frame | null;
}

export const CHECKS: readonly Check[] = [
  { id: 'processes', title: 'processes', vital: true, run: checkProcesses },
  { id: 'memoryTotals', title: 'memory totals', run: checkMemory },
  { id: 'memoryReferee', title: 'memory, second opinion', run: checkReferee },
  { id: 'pressure', title: 'pressure (PSI)', run: checkPressure },
  { id: 'cgroupLimit', title: 'cgroup memory limit', run: checkLimit },
  { id: 'commandLines', title: 'command lines', run: checkCommandLines },
  { id: 'details', title: "other users' details", run: checkDetails },
  { id: 'userNames', title: 'user names', run: checkUserNames },
  { id: 'machineFacts', title: 'machine facts', run: checkMachine },
  { id: 'nativeCalls', title: 'native calls', run: checkNative },
  { id: 'connections', title: 'connections (netlink)', run: ({ root }) => checkConnections(root) },
  { id: 'bpfTasks', title: 'quick sampling (BPF)', run: ({ root }) => checkTasks(root) },
  { id: 'bpfConnections', title: 'connections (BPF)', run: ({ root }) => checkQuickConnections(root) },
  { id: 'bpfFiles', title: 'open files (BPF)', run: ({ root }) => checkHeldFiles(root) },
  { id: 'bpfDescriptors', title: 'descriptors (BPF)', run: ({ root }) => checkOpenDescriptors(root) },
  { id: 'bpf', title: 'exact traffic (BPF)', run: ({ root }) => checkTraffic(root) },
  { id: 'descriptors', title: 'file descriptors', run: checkDescriptors },
  { id: 'terminal', title: 'terminal', vital: true, run: checkTerminal },
  { id: 'config', title: 'config', run: ({ env }) => checkConfig(env) },
  { id: 'state', title: 'state folder', run: ({ env }) => checkState(env) },
];

/** Runs one check; what it throws is its result, not the end of doctor. */
export async function runCheck(check: Check, world: World): Promise<CheckResult> {
  const { id, title } = check;
  try {
    return { id, title, ...(await check.run(world)) };
  } catch (error) {
    return { id, title, ...absent(error instanceof Error ? error.message : String(error), '') };
  }
}

function ok(source: string, text: string): Outcome {
  return { state: 'ok', source, text, hint: '' };
}

function degraded(source: string, text: string, hint: string): Outcome {
  return { state: 'degraded', source, text, hint };
}

function absent(text: string, hint: string): Outcome {
  return { state: 'absent', source: '', text, hint };
}

/** What the monitor wants at its start. */
const USUAL_WANT = {
  ...wantFields(PROCESSES.columns),
  focus: [],
  trend: null,
  growthWindowSeconds: 180,
};

/** Takes a real sample, and says what it showed. */
async function checkProcesses(world: World): Promise<Outcome> {
  const chosen = await chooseSource(world.root);
  const pipeline = new Pipeline({ ...chosen, root: world.root, descriptorBudget: descriptorBudget() });
  try {
    await pipeline.prepare();
    world.frame = pipeline.tick(USUAL_WANT);
  } finally {
    pipeline.close();
  }
  const { process, issues, sources } = world.frame;
  const { name } = chosen.source;
  const text = `${process.rows} processes read`;
  const [status] = sources;
  const worst = status !== undefined && status.state !== 'ok' ? { text: status.reason, hint: status.hint } : issues[0];
  if (worst !== undefined) return degraded(name, `${text}; ${worst.text}`, worst.hint);
  const passed = chosen.passedOver[0];
  return passed === undefined || passed.state === 'ok' ? ok(name, text) : degraded(name, text, passed.hint);
}

function checkMemory({ frame }: World): Outcome {
  const total = frame?.host.columns.memTotal[0] ?? NaN;
  if (Number.isNaN(total)) return absent('the size of the RAM is not known', 'mount /proc');
  return ok(frame?.sources[0]?.source ?? '', `RAM ${mebibytes(total)}, swap ${mebibytes(frame?.host.columns.swapTotal[0] ?? NaN)}`);
}

/** Ours against systeminformation's, which reads the same machine by its own code. */
async function checkReferee({ root, frame }: World): Promise<Outcome> {
  if (root !== '/') return degraded('', 'not asked: it knows this machine only, not another root', '');
  const { memoryTotals } = await import('../sources/systeminformation.ts');
  const theirs = await memoryTotals();
  const ours = frame?.host.columns;
  const difference = Math.max(
    Math.abs((ours?.memTotal[0] ?? NaN) - theirs.ramBytes),
    Math.abs((ours?.swapTotal[0] ?? NaN) - theirs.swapBytes),
  );
  if (difference === 0) return ok('systeminformation', 'agrees: the same RAM and swap totals');
  const text = `differs by ${mebibytes(difference)}: RAM ${mebibytes(theirs.ramBytes)}, swap ${mebibytes(theirs.swapBytes)}`;
  return degraded('systeminformation', text, 'please report this with the output of: cat /proc/meminfo');
}

function checkPressure({ root, frame }: World): Outcome {
  const memory = frame?.host.columns.psiMemorySome[0] ?? NaN;
  if (!Number.isNaN(memory)) return ok('procfs', `memory ${memory.toFixed(2)} % of the last 10 s`);
  const file = join(root, 'proc/pressure/memory');
  return absent(
    `the kernel does not tell how long tasks waited (${file})`,
    'boot with psi=1; the kernel needs CONFIG_PSI, Linux 4.20 or later',
  );
}

function checkLimit({ frame }: World): Outcome {
  const limit = frame?.host.columns.limitTotal[0] ?? NaN;
  if (Number.isNaN(limit)) return ok('procfs', 'none below the RAM of the machine');
  return ok('procfs', `${mebibytes(limit)}, used ${mebibytes(frame?.host.columns.limitUsed[0] ?? NaN)}`);
}

function checkCommandLines({ root }: World): Outcome {
  if (root !== '/') return degraded('', 'not looked at: the files of another root may hang', '');
  readFileSync('/proc/self/cmdline');
  return ok('procfs', 'read by a thread of their own, for what is on screen');
}

/** Other users' executables, directories and open files can only be read by root (ptrace(2) access). */
function checkDetails({ root }: World): Outcome {
  try {
    accessSync(join(root, 'proc/1/fd'), constants.R_OK);
    return ok('procfs', 'executables, directories and open files of all users');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const text = `executables, directories and open files of other users cannot be read (${code})`;
    return degraded('procfs', text, 'start leaktop as root: sudo leaktop');
  }
}

async function checkUserNames(): Promise<Outcome> {
  try {
    const names = await askUserNames([0]);
    if (names.length > 0) return ok('/etc/passwd, getent', 'the name service answers');
    return degraded('/etc/passwd', 'the name service does not know user 0', 'check nsswitch.conf(5)');
  } catch (error) {
    const text = `users that only the name service knows stay numbers: ${(error as Error).message}`;
    return degraded('/etc/passwd', text, 'install getent (libc-bin, musl-utils)');
  }
}

async function checkMachine(): Promise<Outcome> {
  const { machineFacts } = await import('../sources/systeminformation.ts');
  const facts = await machineFacts();
  return ok('systeminformation', `${facts.system}, ${facts.processor}${facts.virtual ? ', virtual' : ''}`);
}

function checkNative(): Outcome {
  const koffi = loadKoffi();
  const hint = 'install leaktop with its optional packages: npm install -g leaktop --include=optional';
  const lost = 'signals go out without pidfds, and while a read hangs leaktop can only end by SIGKILL';
  if (!koffi.ok) return absent(`${koffi.reason}; ${lost}`, hint);
  const libc = loadLibc();
  if (!libc.ok) return absent(`${libc.reason}; ${lost}`, hint);
  const pinned = pidfdOpen(process.pid);
  if ('errno' in pinned) {
    return degraded('koffi', `no pidfds (${pinned.errno}): a signal checks the process just before it is sent`, '');
  }
  libc.value.close(pinned.descriptor);
  return ok('koffi', `koffi ${koffi.value.version}, pidfds (Linux ${release()})`);
}

/** Each process is cheapest with two descriptors kept open; without them both files are opened anew on every sample. */
function checkDescriptors({ frame }: World): Outcome {
  const limit = readDescriptorLimit();
  const budget = descriptorBudget(limit);
  const processes = frame?.process.rows ?? 0;
  const text = `limit ${limit}, ${budget} for sampling`;
  if (budget >= processes * 2) return ok('kernel', `${text}: enough to keep the files of ${processes} processes open`);
  const kept = Math.floor(budget / 2);
  const cost = `enough for ${kept} of ${processes} processes; the others cost twice the processor time a sample`;
  return degraded('kernel', `${text}: ${cost}`, `ulimit -n ${processes * 2 + 512} before starting leaktop`);
}

function checkTerminal({ env, isTty }: World): Outcome {
  if (!isTty) return degraded('', 'not looked at: input or output is no terminal', '');
  const detected = detectCapabilities(env, true);
  if (!detected.ok) return absent(detected.reason, 'set TERM to what your terminal is');
  const { term, colours, unicode } = detected.capabilities;
  const text = `${term}, ${colours === 0 ? 'no' : colours} colours, ${unicode ? 'UTF-8' : 'ASCII bars and sparklines'}`;
  return unicode ? ok('terminal', text) : degraded('terminal', text, 'for finer bars: a UTF-8 locale, LANG=C.UTF-8');
}

function mebibytes(bytes: number): string {
  return Number.isNaN(bytes) ? 'unknown' : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
