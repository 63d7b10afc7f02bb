// The files of a user and the screen they make: keys, columns and colours of a config, W, and what is wrong said at once.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { closeMonitors, openMonitor } from '../support/monitor.ts';
import { requires } from '../support/require.ts';

let base = '';
afterEach(async () => {
  await closeMonitors();
  rmSync(base, { recursive: true, force: true });
});

const CONFIG = `delay = 0.5
dealy = 3
[keys]
help = ["f3"]
[views.processes]
columns = ["PID", "RES", "%CPU", "COMMAND"]
`;

describe('a config', requires('linux', 'pty'), () => {
  it('is on the first screen, with its mistake; W saves beside it, and the next start has it', async () => {
    base = mkdtempSync(join(tmpdir(), 'leaktop-e2e-config-'));
    const folder = join(base, 'leaktop');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.toml'), CONFIG);
    const env = { XDG_CONFIG_HOME: base };
    const first = openMonitor([], { cols: 100, rows: 30, env });
    await first.until(/config\.toml:2: unknown setting 'dealy': did you mean 'delay'\?/);
    await first.until(/^ *PID +RES▼ +%CPU COMMAND/m);
    first.key('\x1bOR');
    await first.until(/Show this help/);
    first.key('\x1b');
    await first.until(/^ *PID +RES▼/m);
    first.key('P');
    await first.until(/%CPU▼/);
    first.key('W');
    await first.until(/saved to /);
    first.key('q');
    assert.deepEqual(await first.exit, { code: 0, signal: 0 });
    assert.equal(readFileSync(join(folder, 'config.toml'), 'utf8'), CONFIG);
    const second = openMonitor([], { cols: 100, rows: 30, env });
    await second.until(/^ *PID +RES +%CPU▼ COMMAND/m);
    second.key('q');
    await second.exit;
  });
});
