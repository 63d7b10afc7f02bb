// Signals to real children, and the same action in made-up worlds for what cannot be had at will.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { after, test } from 'node:test';

import type { ActionControl, Planned } from '../../src/actions/action.ts';
import { identifyProcess, type ProcessIdentity } from '../../src/actions/process-identity.ts';
import { makeRegistry } from '../../src/actions/registry.ts';
import { makeSignalAction, type SignalPorts } from '../../src/actions/signal.ts';
import { SIGNALS } from '../../src/actions/signals.ts';
import type { SignalRequest } from '../../src/core/action.ts';
import { signalLabel } from '../../src/core/signals.ts';
import { requires } from '../support/require.ts';

const CONTROL: ActionControl = { progress: () => undefined, cancelled: new AbortController().signal };
const { SIGTERM, SIGKILL } = constants.signals;
const registry = makeRegistry({ userName: (uid) => (uid === 0 ? 'root' : null) });

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function startSleep(): Promise<{ readonly child: ChildProcess; readonly request: SignalRequest }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  const pid = child.pid as number;
  const start = identifyProcess(pid)?.start ?? NaN;
  return { child, request: { kind: 'signal', key: { pid, start }, name: 'sleep', signal: SIGTERM } };
}

const ALIVE: ProcessIdentity = { start: 70, name: 'java', uid: 0, parent: 1, state: 'S', isKernelThread: false, nice: 0 };
const REQUEST: SignalRequest = { kind: 'signal', key: { pid: 4711, start: 70 }, name: 'java', signal: SIGTERM };

/** A world in which nothing is really sent. */
function portsOf(identity: ProcessIdentity | null, errno = ''): SignalPorts & { readonly sent: [number, number][] } {
  const sent: [number, number][] = [];
  return {
    sent,
    identify: () => identity,
    send: (pid, isSame, signal) => {
      if (errno !== '') return { ok: false, errno };
      if (!isSame()) return { ok: false, errno: 'REUSED' };
      sent.push([pid, signal]);
      return { ok: true, via: 'pidfd' };
    },
    userName: (uid) => (uid === 0 ? 'root' : null),
    signals: SIGNALS,
    ownPid: 9000,
  };
}

async function planOf(identity: ProcessIdentity | null, request: SignalRequest = REQUEST): Promise<Planned> {
  return makeSignalAction(portsOf(identity)).plan(request);
}

async function outcomeOf(ports: SignalPorts, request: SignalRequest = REQUEST): Promise<string> {
  const outcome = await makeSignalAction(ports).run(request, CONTROL);
  assert.equal(outcome.lines.length, 1);
  return `${outcome.ok ? 'ok' : 'no'}: ${outcome.lines[0] ?? ''}`;
}

test('SIGTERM ends a real child, after a plan that says who it is', requires('linux'), async () => {
  const { child, request } = await startSleep();
  const plan = await registry.plan(request);
  assert.ok(plan.planned);
  assert.equal(plan.title, `Send SIGTERM (15) to ${request.key.pid} sleep?`);
  assert.equal(child.exitCode ?? child.signalCode, null, 'a plan does nothing');
  const ended = once(child, 'exit');
  const outcome = await registry.run(request, CONTROL);
  assert.deepEqual(outcome, { ok: true, lines: [`sent SIGTERM to ${request.key.pid} sleep`] });
  assert.deepEqual(await ended, [null, 'SIGTERM']);
  const again = await registry.run(request, CONTROL);
  assert.deepEqual(again, { ok: false, lines: [`${request.key.pid} sleep has already ended`] });
  assert.deepEqual(await registry.plan(request), { planned: false, ...again });
});

test('a pid that is another process now is never hit', requires('linux'), async () => {
  const { child, request } = await startSleep();
  const earlier: SignalRequest = { ...request, signal: SIGKILL, key: { ...request.key, start: request.key.start - 1 } };
  const line = `${request.key.pid} is now another process; nothing was sent`;
  assert.deepEqual(await registry.run(earlier, CONTROL), { ok: false, lines: [line] });
  assert.deepEqual(await registry.plan(earlier), { planned: false, ok: false, lines: [line] });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM'], 'it lived until now');
});

test('without the right one line says whose process it is and what to do', requires('root', 'linux'), async () => {
  const { child, request } = await startSleep();
  const script = `
    import { makeRegistry } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/actions/registry.ts'))};
    process.setgid(65534);
    process.setuid(65534);
    const registry = makeRegistry({ userName: () => 'root' });
    const control = { progress() {}, cancelled: new AbortController().signal };
    const outcome = await registry.run(${JSON.stringify(request)}, control);
    process.stdout.write(JSON.stringify(outcome));`;
  const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: resolve(import.meta.dirname, '../..'),
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout), {
    ok: false,
    lines: [`not permitted to signal ${request.key.pid} sleep (owner root): run leaktop as root or with sudo`],
  });
  assert.equal(child.exitCode ?? child.signalCode, null);
});

test('what was planned for one process is not sent to the next with its pid', async () => {
  const ports = portsOf({ ...ALIVE, start: 71 });
  assert.equal(await outcomeOf(ports), 'no: 4711 is now another process; nothing was sent');
  assert.deepEqual(ports.sent, []);
  assert.equal(await outcomeOf(portsOf(null)), 'no: 4711 java has already ended');
});

test('each error of the kernel is one line', async () => {
  assert.equal(await outcomeOf(portsOf(ALIVE, 'ESRCH')), 'no: 4711 java has already ended');
  const odd = await outcomeOf(portsOf(ALIVE, 'EINVAL'), { ...REQUEST, signal: 63 });
  assert.equal(odd, 'no: this kernel has no signal 63: nothing was sent to 4711 java');
  assert.equal(await outcomeOf(portsOf(ALIVE, 'ENOMEM')), 'no: signal to 4711 java failed: ENOMEM');
});

test('pids that are no process are refused: 0 and negative ones would hit groups', async () => {
  for (const pid of [0, -1, 1.5, NaN]) {
    const request: SignalRequest = { ...REQUEST, key: { pid, start: 70 } };
    const ports = portsOf(ALIVE);
    assert.equal(await outcomeOf(ports, request), `no: ${pid} is not a process: nothing was sent`);
    assert.deepEqual(ports.sent, []);
    assert.equal((await planOf(ALIVE, request)).planned, false);
  }
});

test('the plan says what there is to know before', async () => {
  const linesFor = async (identity: Partial<ProcessIdentity>, request = REQUEST): Promise<string> => {
    const plan = await planOf({ ...ALIVE, ...identity }, request);
    assert.ok(plan.planned);
    return plan.lines.join('\n');
  };
  assert.equal(await linesFor({}), 'owner root');
  assert.equal(await linesFor({ uid: 1234 }), 'owner 1234');
  assert.match(await linesFor({}, { ...REQUEST, signal: SIGKILL }), /SIGKILL: it ends at once/);
  assert.match(await linesFor({}, { ...REQUEST, key: { pid: 1, start: 70 } }), /init/);
  assert.match(await linesFor({}, { ...REQUEST, key: { pid: 9000, start: 70 } }), /leaktop itself/);
  assert.match(await linesFor({ isKernelThread: true }), /kernel thread/);
  assert.match(await linesFor({ state: 'Z', parent: 55 }), /zombie: only its parent 55/);
  assert.match(await linesFor({ state: 'D' }), /state D/);
  assert.match(await linesFor({ start: null }), /cannot be checked/);
});

test('a bug in an action is told, not thrown', async () => {
  const odd = { kind: 'unknown', key: { pid: 1, start: 1 }, signal: 1 } as unknown as SignalRequest;
  assert.equal((await registry.run(odd, CONTROL)).ok, false);
  assert.equal((await registry.plan(odd)).planned, false);
});

test('every signal of the machine has a number, and a number its usual name', () => {
  assert.equal(signalLabel(SIGNALS, SIGTERM), 'SIGTERM');
  assert.equal(signalLabel(SIGNALS, constants.signals.SIGABRT), 'SIGABRT');
  assert.equal(signalLabel(SIGNALS, constants.signals.SIGIO), 'SIGIO');
  assert.equal(SIGNALS.length, Object.keys(constants.signals).length);
});
