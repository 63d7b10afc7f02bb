// ★ The sources of processes, in the order they are tried. A new source is one line here.
// Must load lazily what is slow to load: the sampler thread starts with this file.

import type { SourceStatus } from '../core/frame.ts';
import { createProcfsSource } from './procfs/source.ts';
import type { Source } from './source.ts';

interface Entry {
  readonly name: string;
  readonly serves: readonly string[];
  readonly create: (root: string) => Source | Promise<Source>;
}

const SOURCES: readonly Entry[] = [
  { name: 'procfs', serves: ['processes', 'threads', 'machine'], create: (root) => createProcfsSource({ root }) },
  {
    name: 'systeminformation',
    serves: ['processes', 'machine'],
    create: async (root) => (await import('./systeminformation.ts')).createSystemInformationSource({ root }),
  },
];

export interface Chosen {
  readonly source: Source;
  readonly serves: readonly string[];
  /** Sources tried before, and why each was not taken. */
  readonly passedOver: readonly SourceStatus[];
}

/** No source can serve processes here; the message has a line for each, with its reason. */
export class NoSourceError extends Error {
  constructor(readonly tried: readonly SourceStatus[]) {
    super(`no source of processes: ${tried.map((status) => `${status.source}: ${reasonOf(status)}`).join('; ')}`);
    this.name = 'NoSourceError';
  }
}

/** The first source that is not absent. Throws a NoSourceError when all are. */
export async function chooseSource(root: string, entries: readonly Entry[] = SOURCES): Promise<Chosen> {
  const passedOver: SourceStatus[] = [];
  for (const { name, serves, create } of entries) {
    const source = await create(root);
    const availability = source.probe();
    if (availability.state !== 'absent') return { source, serves, passedOver };
    passedOver.push({ source: name, serves, ...availability });
  }
  throw new NoSourceError(passedOver);
}

function reasonOf(status: SourceStatus): string {
  return status.state === 'ok' ? 'ok' : status.reason;
}
