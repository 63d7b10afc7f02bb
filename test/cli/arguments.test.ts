import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments, UsageError } from '../../src/cli/arguments.ts';
import { COMMANDS, OPTIONS } from '../../src/cli/options.ts';

const read = (...words: string[]) => readArguments(words, '1.2.3');

async function refused(...words: string[]): Promise<string> {
  try {
    await read(...words);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  assert.fail(`${words.join(' ')} was accepted`);
}

test('options are read in short, long and joined forms; the last of two counts', async () => {
  for (const words of [['-d', '0.5'], ['-d0.5'], ['--delay', '0.5'], ['--delay=0.5'], ['-d', '9', '-d', '0,5'], ['-sd', '.5']]) {
    const invocation = await read(...words);
    assert.equal(invocation.kind, 'monitor', words.join(' '));
    assert.ok(invocation.kind === 'monitor' && invocation.options.delaySeconds === 0.5, words.join(' '));
  }
  const secure = await read('-s');
  assert.ok(secure.kind === 'monitor' && secure.options.secure && secure.options.delaySeconds === 3);
  const doctor = await read('doctor', '--json');
  assert.ok(doctor.kind === 'doctor' && doctor.options.json);
});

test('a wrong word is named, with the nearest right one', async () => {
  assert.match(await refused('--dealy', '3'), /unknown option '--dealy': did you mean '--delay'\?/);
  assert.match(await refused('docter'), /unknown command 'docter': did you mean 'doctor'\?/);
  assert.match(await refused('--quux'), /unknown option '--quux': 'leaktop --help' lists them/);
  assert.match(await refused('doctor', 'now'), /'now' is one word too many/);
  assert.match(await refused('--json'), /'--json' is an option of 'leaktop doctor' only/);
});

test('a wrong value is refused with what is wrong about it', async () => {
  for (const value of ['fast', '-1', '1e3', 'NaN', '0x2', '3s']) {
    assert.match(await refused(`--delay=${value}`), /^--delay: .*not a number of seconds/, value);
  }
  assert.match(await refused('-d', '0'), /too short: at least 0.1/);
  assert.match(await refused('-d', '1000000'), /too long/);
  assert.match(await refused('--root='), /^--root wants DIRECTORY$/);
  assert.match(await refused('-d'), /^--delay wants SECONDS$/);
});

test('the help names every option and command once, and its own exit codes', async () => {
  const help = await read('--help');
  assert.ok(help.kind === 'print');
  for (const { name, doc } of OPTIONS) {
    assert.ok(help.text.includes(`--${name}`), name);
    assert.ok(help.text.replace(/\s+/g, ' ').includes(doc), doc);
  }
  for (const { name } of COMMANDS) assert.ok(help.text.includes(`leaktop ${name}`));
  assert.deepEqual(await read('-V'), { kind: 'print', text: 'leaktop 1.2.3\n' });
});
