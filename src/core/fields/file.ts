// ★ The fields of a file that was deleted while it is open, declared once: a row a file, whoever and how many hold it, so that
// its space is counted once. Must never hold a value.

import type { Field, StoredIds } from '../field.ts';
import { storedIds } from '../field.ts';

const file = (field: Omit<Field, 'entity' | 'kind' | 'reads'> & Partial<Pick<Field, 'reads'>>): Field & { kind: 'raw' } => ({
  entity: 'file',
  reads: ['stat', 'deleted'],
  kind: 'raw',
  ...field,
});

const OF_HOLDER = 'of its holder with the lowest process id';

export const FILE_FIELDS = {
  pid: file({
    header: 'PID', doc: 'A process that holds the file open: of several the one with the lowest id.', unit: 'id', width: 7,
    importance: 100, sort: 'ascending', from: '/proc/PID/fd',
  }),
  user: file({
    header: 'USER', doc: `User ${OF_HOLDER}.`, unit: 'text', width: 8, importance: 50, sort: 'ascending', from: 'USER of the process',
    reads: ['stat', 'deleted', 'owner'],
  }),
  holders: file({
    header: 'HOLD', doc: 'Number of processes that hold it: its space is free when the last one closes it.', unit: 'count', width: 4,
    importance: 60, sort: 'descending', from: '/proc/PID/fd',
  }),
  fd: file({
    header: 'FD', doc: `File descriptor ${OF_HOLDER}.`, unit: 'id', width: 5, importance: 80, sort: 'ascending', from: '/proc/PID/fd',
  }),
  size: file({
    header: 'SIZE', doc: 'Length of the file.', unit: 'bytes', width: 8, importance: 98, sort: 'descending', from: 'fstat st_size',
  }),
  disk: file({
    header: 'TAKES', doc: 'Space it takes, on disk or in memory: less than its size where it has holes.', unit: 'bytes', width: 8,
    importance: 70, sort: 'descending', from: 'fstat st_blocks',
  }),
  growth: file({
    header: 'GROWTH', doc: 'Growth of its length in bytes a second over the last 10 s; unknown when it got shorter.', unit: 'bytesPerSec', width: 9,
    importance: 96, sort: 'descending', from: 'change of st_size over the readings of 10 s / the time between them',
  }),
  full: file({
    header: '%FULL', doc: 'How full its file system is; unknown for anonymous memory.', unit: 'percent', width: 5, importance: 90,
    sort: 'descending', from: 'statfs: used / (used + available)',
  }),
  place: file({
    header: 'IN', doc: 'What it takes: disk, or memory (tmpfs, memfd, huge pages).', unit: 'text', width: 6, importance: 85,
    sort: 'ascending', from: 'statfs f_type',
  }),
  mount: file({
    header: 'MOUNT', doc: 'Where its file system is mounted, as its holder sees it.', unit: 'text', width: 12, importance: 65,
    sort: 'ascending', from: 'mnt_id of /proc/PID/fdinfo/FD in /proc/PID/mountinfo',
  }),
  command: file({
    header: 'COMMAND', doc: `Name of the program ${OF_HOLDER}.`, unit: 'text', width: 12, importance: 97, sort: 'ascending',
    from: 'COMMAND of the process',
  }),
  release: file({
    header: 'RELEASE', doc: 'What gives its space back: restart the holders or, on disk, truncate it through the descriptor. Enter says how.',
    // A command that is cut would be typed cut: a pid of seven digits and a descriptor of four fit.
    unit: 'text', width: 30, importance: 40, sort: 'ascending', from: 'holder and descriptor',
  }),
  path: file({
    header: 'PATH', doc: 'What it was called before it was deleted.', unit: 'text', width: 20, importance: 99, sort: 'ascending',
    from: 'link /proc/PID/fd/FD',
  }),
  device: file({
    header: 'DEV', doc: 'Number of its device.', unit: 'id', width: 6, sort: 'ascending', from: 'fstat st_dev',
  }),
  inode: file({
    header: 'INODE', doc: 'Number of the file on that device.', unit: 'id', width: 9, sort: 'ascending', from: 'fstat st_ino',
  }),
} as const;

export type FileColumnId = StoredIds<typeof FILE_FIELDS>;
export const FILE_COLUMNS: readonly FileColumnId[] = storedIds(FILE_FIELDS);
