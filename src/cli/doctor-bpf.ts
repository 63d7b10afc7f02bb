// What doctor says of BPF: loads each program for as long as it takes to say that it can be. Must never leave one behind.

import { release } from 'node:os';
import type { Availability } from '../core/frame.ts';
import { BpfError } from '../native/bpf-error.ts';
import type { Outcome } from './doctor-checks.ts';

/** Reads all processes once. */
export async function checkTasks(root: string): Promise<Outcome> {
  const { openTaskRecords, probeTasks } = await import('../sources/bpf/tasks.ts');
  const instead = '; each process is read from /proc, the same values at more cost';
  return tryOut(probeTasks(root), instead, () => {
    // Nothing is asked of it that is counted in pages.
    const records = openTaskRecords(NaN);
    const { count } = records;
    records.close();
    return `${count} processes told by the kernel in one reading, from the second sample on`;
  });
}

export async function checkTraffic(root: string): Promise<Outcome> {
  const { probeTraffic, TrafficCounter } = await import('../sources/bpf/traffic.ts');
  const instead = '; NET columns, then headed *, are counters of what open TCP connections move, by netlink';
  return tryOut(probeTraffic(root), instead, () => {
    new TrafficCounter().close();
    return `exact: every byte of TCP and UDP counted by its process, while NET columns are shown (Linux ${release()})`;
  });
}

/** Walks over all open files twice. */
export async function checkHeldFiles(root: string): Promise<Outcome> {
  const { openHeldFiles, probeHeldFiles } = await import('../sources/bpf/held-files.ts');
  const instead = '; /proc/PID/fd of each process is read, the same values at more cost';
  return tryOut(probeHeldFiles(root), instead, () => {
    const [sockets, nameless] = (['sockets', 'nameless'] as const).map((held) => {
      const files = openHeldFiles(held);
      try {
        files.read();
        return files.count;
      } finally {
        files.close();
      }
    });
    return `holders of sockets (${sockets} now) and of deleted files (${nameless}) told by the kernel in one reading, while a view wants them`;
  });
}

/** Counts the descriptors of all processes once. */
export async function checkOpenDescriptors(root: string): Promise<Outcome> {
  const { openOpenDescriptors, probeOpenDescriptors } = await import('../sources/bpf/open-descriptors.ts');
  const instead = '; nFD is read from /proc, of the rows on screen in each sample, of others in turn';
  return tryOut(probeOpenDescriptors(root), instead, () => {
    const descriptors = openOpenDescriptors();
    try {
      const { length } = descriptors.read();
      return `how many each of ${length} processes has open, told by the kernel in one reading, while rows are sorted or filtered by nFD`;
    } finally {
      descriptors.close();
    }
  });
}

/** Reads all connections once. */
export async function checkQuickConnections(root: string): Promise<Outcome> {
  const { openConnections, probeConnections } = await import('../sources/bpf/connections.ts');
  const instead = '; netlink is asked, the same values at more cost';
  return tryOut(probeConnections(root), instead, () => {
    const connections = openConnections();
    try {
      connections.read();
      return `${connections.count} TCP connections told by the kernel in one reading, while a view wants them`;
    } finally {
      connections.close();
    }
  });
}

/** `use` loads the program and says what it does; `instead` is what is done without it. */
function tryOut(availability: Availability, instead: string, use: () => string): Outcome {
  if (availability.state !== 'ok') return absent(availability.reason + instead, availability.hint);
  try {
    return { state: 'ok', source: 'bpf', text: use(), hint: '' };
  } catch (error) {
    if (error instanceof BpfError) return absent(error.message + instead, error.hint);
    throw error;
  }
}

function absent(text: string, hint: string): Outcome {
  return { state: 'absent', source: '', text, hint };
}
