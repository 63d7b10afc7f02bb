// Reads all processes by the kernel's own iterator, tasks.bpf.c. Must never be loaded before the first sample is on its way.

import type { Availability } from '../../core/frame.ts';
import { loadBpfObject } from '../../native/bpf-object.ts';
import type { ProcessRecords } from '../procfs/process-records.ts';
import { probeBpf } from './availability.ts';
import { TaskRecords } from './task-records.ts';

/** The iterator came with 5.8, loops over threads with 5.17, looks at the memory of single processors with 5.18. */
const NEEDS = [5, 18] as const;

/** Whether processes can be read so here. Loads nothing into the kernel. */
export function probeTasks(root: string): Availability {
  return probeBpf(root, NEEDS);
}

/** Loads the program and reads once, so that what cannot be read is known at once. Throws a BpfError. */
export function openTaskRecords(pageBytes: number): ProcessRecords {
  const object = loadBpfObject('tasks');
  try {
    const records = new TaskRecords(object.iterator('tell_processes'), pageBytes, () => {
      object.close();
    });
    records.read();
    return records;
  } catch (error) {
    object.close();
    throw error;
  }
}
