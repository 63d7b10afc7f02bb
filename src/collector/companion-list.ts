// ★ All companions: those that only read, and those that also remember and judge, for which a source knows too little.
// Must load each lazily: the sampler thread starts with this file.

import type { CompanionEntry } from '../sources/companion.ts';
import { COMPANIONS as SOURCES } from '../sources/companions.ts';

const KERNEL_MEMORY: CompanionEntry = {
  name: 'meminfo',
  serves: ['memory of the kernel'],
  reads: ['memory'],
  entities: ['memoryClass'],
  create: async () => new (await import('./kernel-memory.ts')).KernelMemory(),
};

export const COMPANIONS: readonly CompanionEntry[] = [...SOURCES, KERNEL_MEMORY];
