// One-liners that people have in their scripts, run through top and through leaktop on the same stopped processes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RUN } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped } from './support/kinds.ts';
import { sayOfOneState } from './support/referee.ts';

const NEEDS = requires('linux', 'top', 'gcc', 'tool:bash', 'tool:awk', 'tool:sed');
/** $ONE is a stopped process, $ALL are three, with commas; every text must be the same. */
const SAME = [
  `top -b -n1 -p $ONE | tail -1 | awk '{print $1,$2,$5,$6,$7,$8,$10,$12}'`,
  `top -bn1 | awk 'NR>7{print $1,$9,$12}' | grep "^$ONE "`,
  `top -b -n 1 -p $ONE | awk -v pid=$ONE '$1==pid{print $6}'`,
  `top -bn1 -p$ALL -o PID | tail -n +8 | sort`,
  `top -bn1 -p $ALL -o %MEM | sed -n '8p' | awk '{print $1, $10}'`,
  `top -b -n 1 -p $ALL -o +PID | tail -3 | cut -c1-20`,
  `top -b -n 1 -p $ALL -o -PID | tail -3 | cut -c1-20`,
  `top -bn1 | sed -n '/PID/,$p' | sed '1,1d' | awk '{print $1}' | grep -x $ONE`,
  `top -bn1 -c -w512 | grep '[b]atch-actor' | grep "^ *$ONE " | awk '{print $1, $12, $13}'`,
  `COLUMNS=200 top -bn1 -w -c -p $ONE | tail -1 | cut -c70-`,
  `top -bn1 -i | awk 'NR>7{print $1}' | grep -c -x $ONE`,
  `top -b -n1 -w 60 | sed -n 7p`,
  `top -bn1 | head -7 | tail -1`,
  `top -bn1 -e m -p $ONE | tail -1 | awk '{print $5,$6,$7}'`,
  `top -bn1 | awk '/^[KMG]iB Mem/{print $4}'`,
  `top -bn1 -E g | grep Mem: | cut -d, -f1; top -bn1 -E g | grep 'Mem :' | cut -d, -f1`,
  `top -b -n1 | sed -n '4p' | sed 's/.*: *\\([0-9.]*\\) total.*/\\1/'`,
  `top -bn1 -u root | awk 'NR>7{print $2}' | sort -u`,
  `top -bn1 -U 0 -p 1 2>/dev/null; test $? -ne 0 && echo refused`,
  `top -bn2 -d 0.2 -p $ONE | grep -c '^top -'`,
  `top -bn2 -d 0.2 -p $ONE | grep -n '^$'`,
  `top -bn1 -p $ALL | grep '^Tasks' | awk '{print $2, $4, $6, $8, $10}'`,
];
/** Their numbers move: what is not a number must be the same, and how many there are. */
const ALIKE = [
  `top -bn1 | grep "load average" | awk '{print $(NF-2)}'`,
  `top -bn1 | grep "Cpu(s)" | sed "s/.*, *\\([0-9.]*\\)%* id.*/\\1/" | awk '{print 100 - $1"%"}'`,
  `top -bn1 | grep 'Cpu(s)' | awk '{print $2 + $4}'`,
  `top -bn1 | awk -F'[:,]' '/Cpu/{print "us="$2; exit}'`,
  `top -b -n2 -d 0.2 | grep 'Cpu(s)' | tail -1 | cut -d: -f2 | cut -d, -f5`,
  `top -b -n1 | head -12 | tail -5 | wc -l`,
  `top -b -n 1 -o %MEM | head -n 10 | tail -n +8 | awk '{print (NF >= 12), $6 ~ /^[0-9.]+[mgt]?$/}'`,
  `top -bn1 | grep zombie | awk '{print $10, $11}'`,
  `top -bn1 | grep 'MiB Mem' | awk '{print $4-$6, $8, $10}'`,
  `top -bn1 | grep 'MiB Swap' | tr -s ' ' | cut -d' ' -f3-8`,
  `top -bn1 | head -5 | cut -c1-8`,
  `top -bn1 | grep -o 'up .* user'`,
];

let folder = '';
const env: Record<string, string | undefined> = { ...process.env, LC_ALL: 'C.UTF-8' };

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leaktop-one-liners-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/top'), `#!/bin/sh\nexec ${RUN} "$@"\n`);
  chmodSync(join(folder, 'bin/top'), 0o755);
  if ('skip' in NEEDS) return;
  const pids: number[] = [];
  for (const number of [1, 40, 90]) pids.push(await startActor('hold', { number: number * 1024 * 1024, name: 'batch-actor' }));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(isStopped)) await new Promise((resolve) => setTimeout(resolve, 10));
  env['ONE'] = String(pids[1]);
  env['ALL'] = pids.join(',');
});

after(async () => {
  await endActors();
  rmSync(folder, { recursive: true, force: true });
});

function outputOf(line: string, path: string): string {
  return spawnSync('bash', ['-c', line], { encoding: 'utf8', env: { ...env, PATH: path } }).stdout;
}

/** Ours and top's, each as `shape` leaves it. */
function both(line: string, shape: (text: string) => string = (text) => text): readonly [ours: string, tops: string] {
  const path = process.env['PATH'] ?? '';
  return sayOfOneState(
    () => shape(outputOf(line, `${folder}/bin:${path}`)),
    () => shape(outputOf(line, path)),
  );
}

for (const line of SAME) {
  test(`the same through top and leaktop: ${line}`, NEEDS, () => {
    const [ours, tops] = both(line);
    assert.notEqual(tops, '', 'the referee says something');
    assert.equal(ours, tops);
  });
}

for (const line of ALIKE) {
  test(`alike through top and leaktop: ${line}`, NEEDS, () => {
    const [ours, tops] = both(line, (text) => text.replace(/ *-?\d+([.:]\d+)*/g, ' N'));
    assert.notEqual(tops, '', 'the referee says something');
    assert.equal(ours, tops);
  });
}
