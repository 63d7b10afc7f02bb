// Nice values of real children, and the same action in made-up worlds for what cannot be had at will.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { resolve } from 'node:path';
import { after, test } from 'node:test';

import type { ActionControl } from '../../src/actions/action.ts';
import { identifyProcess, type ProcessIdentity } from '../../src/actions/process-identity.ts';
import { makeRegistry } from '../../src/actions/registry.ts';
import { makeReniceAction, type RenicePorts } from '../../src/actions/renice.ts';
import { listThreads, setNice, type Thread } from '../../src/actions/threads.ts';
import type { ReniceRequest } from '../../src/core/action.ts';
import { requires } from '../support/require.ts';

const CONTROL: ActionControl = { progress: () => undefined, cancelled: new AbortController().signal };
const registry = makeRegistry({ userName: (uid) => (uid === 0 ? 'root' : null) });

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

function envOf(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env;
  return env;
}

/** A child, and a request about it; with `threads` one that has several. */
async function startChild(threads = false): Promise<{ readonly pid: number; readonly request: ReniceRequest }> {
  const child = threads
    ? spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("ready")'], { env: envOf(), stdio: ['pipe', 'pipe', 'inherit'] })
    : spawn('sleep', ['600'], { stdio: 'ignore' });
  children.push(child);
  await (child.stdout === null ? once(child, 'spawn') : once(child.stdout, 'data'));
  const pid = child.pid as number;
  const start = identifyProcess(pid)?.start ?? NaN;
  return { pid, request: { kind: 'renice', key: { pid, start }, name: 'sleep', change: { nice: 5 } } };
}

const ALIVE: ProcessIdentity = { start: 70, name: 'java', uid: 0, parent: 1, state: 'S', isKernelThread: false, nice: 3 };
const REQUEST: ReniceRequest = { kind: 'renice', key: { pid: 4711, start: 70 }, name: 'java', change: { nice: 10 } };
const FAVOUR: ReniceRequest = { ...REQUEST, change: { nice: -5 } };

/** A world in which nothing is really changed. */
function portsOf(
  identity: ProcessIdentity | null,
  errno: Readonly<Record<number, string>> = {},
  threads: readonly Thread[] = [{ tid: 4711, nice: 3 }],
): RenicePorts & { readonly set: [number, number][] } {
  const set: [number, number][] = [];
  return {
    set,
    identify: () => identity,
    threads: () => threads,
    setNice: (tid, nice) => {
      if (errno[tid] === undefined) set.push([tid, nice]);
      return errno[tid] ?? '';
    },
    userName: (uid) => (uid === 0 ? 'root' : null),
  };
}

async function outcomeOf(ports: RenicePorts, request: ReniceRequest = REQUEST): Promise<string> {
  const { ok, lines } = await makeReniceAction(ports).run(request, CONTROL);
  assert.equal(lines.length, 1);
  return `${ok ? 'ok' : 'no'}: ${lines[0] ?? ''}`;
}

async function planOf(ports: RenicePorts, request: ReniceRequest = REQUEST): Promise<string> {
  const plan = await makeReniceAction(ports).plan(request);
  return plan.planned ? [plan.title, ...plan.lines].join('\n') : `no: ${plan.lines.join('\n')}`;
}

test('a real child gets the value, after a plan that says who it is', requires('linux'), async () => {
  const { pid, request } = await startChild();
  const own = getPriority();
  const plan = await registry.plan({ ...request, change: { nice: own + 5 } });
  assert.ok(plan.planned);
  assert.equal(plan.title, `Renice ${pid} sleep from ${own} to ${own + 5}?`);
  assert.equal(getPriority(pid), own, 'a plan changes nothing');
  const outcome = await registry.run({ ...request, change: { by: 2 } }, CONTROL);
  assert.deepEqual(outcome, { ok: true, lines: [`${pid} sleep: nice ${own} became ${own + 2} (r ${pid} ${own} takes it back)`] });
  assert.equal(getPriority(pid), own + 2);
});

test('all threads of a real process get it, but not one that has a value of its own', requires('linux', 'root'), async () => {
  const { pid, request } = await startChild(true);
  const before = listThreads(pid);
  assert.ok(before.length > 3);
  const odd = before.at(-1)?.tid as number;
  assert.equal(setNice(odd, 11), '');
  const outcome = await registry.run({ ...request, change: { nice: 7 } }, CONTROL);
  assert.equal(outcome.ok, true, outcome.lines[0]);
  for (const { tid, nice } of listThreads(pid)) assert.equal(nice, tid === odd ? 11 : 7, `${tid}`);
  const plan = await registry.plan({ ...request, change: { nice: 8 } });
  assert.ok(plan.planned);
  assert.match(plan.lines.join('\n'), /1 of \d+ threads have a nice value of their own and keep it/);
});

test('a pid that is another process now is never changed', requires('linux'), async () => {
  const { pid, request } = await startChild();
  const earlier = { ...request, key: { pid, start: request.key.start - 1 } };
  const line = `${pid} is now another process; nothing was changed`;
  assert.deepEqual(await registry.run(earlier, CONTROL), { ok: false, lines: [line] });
  assert.deepEqual(await registry.plan(earlier), { planned: false, ok: false, lines: [line] });
  assert.equal(getPriority(pid), getPriority());
});

test('an ordinary user is told in one line what needs root', requires('root', 'linux'), async () => {
  const { pid, request } = await startChild();
  const own = { ...request, key: { pid: 0, start: 0 } };
  const script = `
    import { makeRegistry } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/actions/registry.ts'))};
    import { identifyProcess } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/actions/process-identity.ts'))};
    process.setgid(65534);
    process.setuid(65534);
    const registry = makeRegistry({ userName: () => 'root' });
    const control = { progress() {}, cancelled: new AbortController().signal };
    const key = { pid: process.pid, start: identifyProcess(process.pid).start };
    const own = { ...${JSON.stringify(own)}, key, change: { nice: -20 } };
    process.stdout.write(JSON.stringify([await registry.run(${JSON.stringify(request)}, control), await registry.run(own, control)]));`;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: envOf(),
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(run.status, 0, run.stderr);
  const [others, lower] = JSON.parse(run.stdout) as { ok: boolean; lines: string[] }[];
  assert.deepEqual(others, {
    ok: false,
    lines: [`not permitted to renice ${pid} sleep (owner root): run leaktop as root or with sudo`],
  });
  assert.match(lower?.lines[0] ?? '', /^only root may lower a nice value \(\d+ \S+: -?\d+ to -20\)/);
});

test('each error of the kernel is one line, and nothing was changed', async () => {
  assert.equal(await outcomeOf(portsOf(ALIVE, { 4711: 'ESRCH' })), 'no: 4711 java has already ended');
  assert.equal(await outcomeOf(portsOf(null)), 'no: 4711 java has already ended');
  assert.equal(await outcomeOf(portsOf({ ...ALIVE, start: 71 })), 'no: 4711 is now another process; nothing was changed');
  assert.match(await outcomeOf(portsOf(ALIVE, { 4711: 'EACCES' }), FAVOUR), /^no: only root may lower .*4711 java: 3 to -5/);
  assert.match(await outcomeOf(portsOf(ALIVE, { 4711: 'EINVAL' })), /^no: renicing 4711 java failed: EINVAL$/);
  assert.match(await outcomeOf(portsOf({ ...ALIVE, nice: null })), /^no: the nice value of 4711 java is not known/);
});

test('threads follow; one that ended is no failure, one that is refused is', async () => {
  const threads = [{ tid: 4711, nice: 3 }, { tid: 4712, nice: 3 }, { tid: 4713, nice: 9 }, { tid: 4714, nice: 3 }];
  const ports = portsOf(ALIVE, { 4712: 'ESRCH' }, threads);
  assert.equal(await outcomeOf(ports), 'ok: 4711 java: nice 3 became 10 (r 4711 3 takes it back)');
  assert.deepEqual(ports.set, [[4711, 10], [4714, 10]]);
  assert.equal(await outcomeOf(portsOf(ALIVE, { 4712: 'EPERM' }, threads)), 'no: 4711 java: thread 4712 keeps nice 3 (EPERM)');
});

test('steps stop at both ends, and the same value again changes nothing', async () => {
  const step = (nice: number, by: number): Promise<string> => {
    const ports = portsOf({ ...ALIVE, nice });
    return outcomeOf(ports, { ...REQUEST, change: { by } });
  };
  assert.match(await step(18, 1), /nice 18 became 19/);
  assert.equal(await step(19, 1), 'ok: 4711 java has nice value 19 already');
  assert.equal(await step(-20, -1), 'ok: 4711 java has nice value -20 already');
  assert.equal(await planOf(portsOf({ ...ALIVE, nice: 10 })), 'no: 4711 java has nice value 10 already');
});

test('pids that are no process are refused: 0 would be leaktop itself', async () => {
  for (const pid of [0, -1, 1.5, NaN]) {
    const ports = portsOf(ALIVE);
    assert.equal(await outcomeOf(ports, { ...REQUEST, key: { pid, start: 70 } }), `no: ${pid} is not a process: nothing was changed`);
    assert.deepEqual(ports.set, []);
  }
});

test('the plan says what there is to know before', async () => {
  assert.match(await planOf(portsOf(ALIVE)), /^Renice 4711 java from 3 to 10\?\nowner root\nnice 3 becomes 10: it gets less/);
  assert.match(await planOf(portsOf(ALIVE)), /to take it back, r to 3, needs root/);
  assert.match(await planOf(portsOf(ALIVE), FAVOUR), /from 3 to -5\?[^]*goes before others/);
  assert.match(await planOf(portsOf({ ...ALIVE, state: 'Z', uid: 55 })), /owner 55[^]*a zombie/);
  assert.match(await planOf(portsOf({ ...ALIVE, start: null })), /cannot be checked/);
});
