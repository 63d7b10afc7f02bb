// Processes of many kinds that stand still, so that two programs must say the same of them.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { has } from '../../support/require.ts';
import type { ActorOptions } from './actors.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** The name may hold parentheses: the last one ends it. */
export function isStopped(pid: number): boolean {
  return /.*\) T/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

/** Twenty of them; as root those of other users, and with priorities only root may give. */
export function kinds(): [what: string, options: ActorOptions][] {
  const list: [string, ActorOptions][] = [
    ['idle', {}],
    ['idle', { name: 'a name (with) )' }],
    ['virt', { number: Math.round(9.7 * GIB), name: 'wide' }],
    ['virt', { number: 100 * GIB, name: 'wider' }],
    ['virt', { number: 1229 * GIB, name: 'widest' }],
    ['hold', { number: 1 * MIB }],
    ['hold', { number: 37 * MIB }],
    ['hold', { number: 110 * MIB }],
    ['share', { number: 3 * MIB }],
    ['share', { number: 64 * MIB }],
    ['threads', { number: 1 }],
    ['threads', { number: 130, name: 'many threads' }],
    ['idle', { through: ['nice', '-n', '19'] }],
    ['hold', { number: 5 * MIB, through: ['nice', '-n', '7'] }],
  ];
  if (process.getuid?.() !== 0 || !has('tool:setpriv')) return list;
  const as = (uid: number): string[] => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  list.push(
    ['idle', { through: as(1) }],
    ['hold', { number: 2 * MIB, through: as(65534) }],
    ['idle', { through: as(4_000_123) }],
    ['idle', { through: as(54321) }],
    ['idle', { through: ['nice', '-n', '-20'] }],
  );
  if (has('tool:chrt') && spawnSync('chrt', ['-f', '99', 'true']).status === 0) {
    list.push(['idle', { through: ['chrt', '-f', '99'] }], ['idle', { through: ['chrt', '-r', '10'] }]);
  }
  return list;
}
