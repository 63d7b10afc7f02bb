import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { runDoctor, type DoctorOptions } from '../../src/cli/doctor.ts';
import { CHECKS, type Check, type CheckResult } from '../../src/cli/doctor-checks.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';

async function run(options: Partial<DoctorOptions>): Promise<{ code: number; text: string }> {
  const chunks: string[] = [];
  const stdout = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const code = await runDoctor({ json: false, root: '/', stdout, env: {}, ...options });
  return { code, text: chunks.join('') };
}

async function report(options: Partial<DoctorOptions>): Promise<{ code: number; check: (id: string) => CheckResult }> {
  const { code, text } = await run({ ...options, json: true });
  const { checks, usable } = JSON.parse(text) as { checks: CheckResult[]; usable: boolean };
  assert.equal(usable, code === 0);
  return { code, check: (id) => checks.find((result) => result.id === id) as CheckResult };
}

const fixed = (outcome: Partial<CheckResult>, vital = false): Check => ({
  id: 'x',
  title: 'the check',
  vital,
  run: () => ({ state: 'ok', source: 'src', text: 'text', hint: '', ...outcome }),
});

describe('doctor', () => {
  it('reports this machine, and its memory totals agree with the second opinion', requires('linux'), async () => {
    const { code, check } = await report({});
    assert.equal(code, 0);
    assert.equal(check('processes').source, 'procfs');
    assert.match(check('processes').text, /^\d+ processes read/);
    assert.equal(check('memoryReferee').state, 'ok', check('memoryReferee').text);
    assert.equal(check('machineFacts').source, 'systeminformation');
    assert.equal(check('commandLines').state, 'ok');
    assert.match(check('connections').text, /^\d+ TCP and \d+ UDP sockets told of/);
  });

  it('lists what is wrong in the files of the user with file, line and reason, as text and as JSON', async () => {
    const base = mkdtempSync(join(tmpdir(), 'leaktop-doctor-'));
    try {
      const options = { env: { XDG_CONFIG_HOME: base }, checks: CHECKS.filter(({ id }) => id === 'config') };
      assert.match((await run(options)).text, /there is none: the defaults hold/);
      mkdirSync(join(base, 'leaktop'));
      writeFileSync(join(base, 'leaktop', 'config.toml'), 'delay = 2\ndealy = 1\ntheme = "nosuch"\n\n[keys]\npauze = ["x"]\n');
      writeFileSync(join(base, 'leaktop', 'layout.toml'), '# saved\nforest = "\\u001b[31mno"\n');
      const { code, check } = await report(options);
      assert.equal(code, 0);
      const { state, problems = [] } = check('config');
      assert.equal(state, 'degraded');
      assert.match(problems[0] ?? '', /^config\.toml:2: unknown setting 'dealy': did you mean 'delay'\?$/);
      assert.match(problems[1] ?? '', /^layout\.toml:2: .* is not true or false$/);
      assert.match(problems[2] ?? '', /^config\.toml:6: no command 'pauze': did you mean 'pause'\?$/);
      assert.match(problems[3] ?? '', /nosuch/);
      assert.equal(problems.length, 4);
      const { text } = await run(options);
      for (const problem of problems) assert.ok(text.includes(problem), `${problem} in ${text}`);
      assert.ok(!text.includes('\x1b'));
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  it('says that leaktop cannot run where no source serves processes, and why', async () => {
    const root = mkdtempSync(join(tmpdir(), 'leaktop-empty-'));
    try {
      const { code, check } = await report({ root });
      assert.equal(code, 1);
      assert.equal(check('processes').state, 'absent');
      assert.match(check('processes').text, /procfs: .*systeminformation: /s);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('says what a built machine lacks, and how to get it', requires('linux'), async () => {
    const tree = new ProcTree().host().process(1);
    try {
      const { code, check } = await report({ root: tree.root });
      assert.equal(code, 0);
      assert.equal(check('pressure').state, 'absent');
      assert.match(check('pressure').hint, /psi=1/);
      assert.deepEqual([check('connections').state, check('connections').hint], ['absent', 'start leaktop without --root']);
      assert.equal(check('memoryTotals').text, 'RAM 7813 MiB, swap 0 MiB');
    } finally {
      tree.dispose();
    }
  });

  it('writes a line a check, the hint below it, and a verdict', async () => {
    const checks = [fixed({}), fixed({ state: 'degraded', text: 'half of it', hint: 'do this' })];
    const { code, text } = await run({ checks });
    assert.equal(code, 0);
    assert.match(text, /^ok +the check +src: text\nlimited +the check +src: half of it\n +to get it: do this\n\nleaktop can run here\.\n$/m);
    assert.ok(!text.includes('\x1b'), 'no colour where the output is no terminal');
  });

  it('ends with 1 only when something vital is missing', async () => {
    assert.equal((await run({ checks: [fixed({ state: 'absent' })] })).code, 0);
    assert.equal((await run({ checks: [fixed({ state: 'degraded' }, true)] })).code, 0);
    const { code, text } = await run({ checks: [fixed({ state: 'absent' }, true)] });
    assert.equal(code, 1);
    assert.match(text, /leaktop cannot run here\./);
  });

  it('goes on after a check that throws, with its message', async () => {
    const broken: Check = { id: 'b', title: 'broken', run: () => Promise.reject(new Error('it broke')) };
    const { text } = await run({ checks: [broken, fixed({})] });
    assert.match(text, /missing +broken +it broke\nok/);
  });

  it('lets no byte through that could drive the terminal', async () => {
    const { text } = await run({ checks: [fixed({ text: 'a\x1b]0;owned\x07b\u202ec\x9b', hint: '\x1b[2J' })] });
    assert.ok(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(text), JSON.stringify(text));
  });
});
