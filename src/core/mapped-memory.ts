// Of the memory that files and shared memory take, what processes have mapped: by PSS, in which each page counts once however
// many have mapped it. What was not read is what the kernel counts beyond it, so that the sum is right in any case.

import type { ProcessColumnId } from './fields/process.ts';
import type { ProcessRows } from './process-rows.ts';

/** What is read of processes for it. */
export const MAPPED_BY = ['pssFile', 'pssShmem'] as const satisfies readonly ProcessColumnId[];

export interface MappedMemory {
  readonly fileBytes: number;
  readonly sharedBytes: number;
  /** So much of both is estimated: of processes that were not read, divided as that of the others. */
  readonly estimatedBytes: number;
  /** Processes that have memory, and those of them whose PSS is known. */
  readonly processes: number;
  readonly read: number;
}

/** `mappedBytes`: of all processes together (the line Mapped of meminfo). Null while the PSS of none is known. */
export function accountMapped({ live, count, columns }: ProcessRows, mappedBytes: number): MappedMemory | null {
  const { pssFile, pssShmem, virt } = columns;
  if (pssFile === undefined || pssShmem === undefined) return null;
  let [processes, read, file, shared] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const slot = live[i] as number;
    if (virt[slot] === 0) continue;
    processes++;
    const [ofFile, ofShared] = [pssFile[slot] as number, pssShmem[slot] as number];
    if (Number.isNaN(ofFile + ofShared)) continue;
    read++;
    file += ofFile;
    shared += ofShared;
  }
  if (read === 0) return null;
  const rest = read === processes ? 0 : Math.max(0, mappedBytes - file - shared) || 0;
  const ofFile = file + shared > 0 ? file / (file + shared) : 1;
  return { fileBytes: file + rest * ofFile, sharedBytes: shared + rest * (1 - ofFile), estimatedBytes: rest, processes, read };
}
