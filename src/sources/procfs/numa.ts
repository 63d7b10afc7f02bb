// Which NUMA node each processor is of, from /sys: read once, when somebody wants to know. Must never throw.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCpuList } from './cpu-list.ts';

/** By processor: its node. A machine that has no such folder has one node, 0; what cannot be read is left out. */
export function readNodes(root: string): readonly number[] {
  const folder = join(root, 'sys/devices/system/node');
  const nodes: number[] = [];
  try {
    for (const name of readdirSync(folder)) {
      const node = /^node(\d+)$/.exec(name)?.[1];
      if (node === undefined) continue;
      const list = readFileSync(join(folder, name, 'cpulist'), 'utf8');
      for (const cpu of parseCpuList(list)) nodes[cpu] = Number(node);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
  }
  return nodes;
}
