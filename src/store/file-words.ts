// How the view of files says what gives the space of a deleted file back: in a line below the table, and at length. Pure.

import type { RowKey } from '../core/entity.ts';
import { columnOf } from '../core/table.ts';
import { formatBytes } from '../core/units.ts';
import { rowOf } from './ranking.ts';
import type { State } from './state.ts';
import { entityOf, shownTable } from './views.ts';

/** What the words are made of. Texts are hostile. */
interface HeldFile {
  readonly path: string;
  readonly disk: string;
  readonly isMemory: boolean;
  readonly holders: number;
  /** The first holder, as `4711 java`. */
  readonly holder: string;
  readonly descriptor: string;
}

/** `restart 4711 java, or truncate -s 0 /proc/4711/fd/5`; '' where the file is not there any more. */
export function releaseLine(state: State, key: RowKey): string {
  const file = fileOf(state, key);
  if (file === null) return '';
  const { holder, holders, isMemory, descriptor, disk } = file;
  const whom = holders > 1 ? `its ${holders} holders (${holder} …)` : holder;
  return `to free ${disk}: restart ${whom}${isMemory ? '' : `, or truncate -s 0 ${descriptor}`}`;
}

/** The same at length; null where the file is not there any more. */
export function releaseLines(state: State, key: RowKey): readonly string[] | null {
  const file = fileOf(state, key);
  if (file === null) return null;
  const { path, disk, isMemory, holders, holder, descriptor } = file;
  const isOne = holders === 1;
  const whom = isOne ? holder : `all ${holders} processes that hold it, of which ${holder} is one,`;
  return [
    path,
    `Deleted, and open: ${disk} of ${isMemory ? 'memory' : 'disk'} until ${whom} ${isOne ? 'closes' : 'close'} it.`,
    '',
    `Restart ${isOne ? 'it' : 'them'}, or have ${isOne ? 'it' : 'them'} reopen ${isOne ? 'its' : 'their'} files.`,
    ...(isMemory ? ['It is memory that programs work in: emptying it may crash them.'] : emptying(descriptor)),
  ];
}

function emptying(descriptor: string): readonly string[] {
  return [
    'If what is in it may be lost, it can be emptied while it is open, by root or its owner:',
    '',
    `    truncate -s 0 ${descriptor}`,
    '',
    'SIZE may jump back where the program does not append: TAKES says what is on disk. leaktop does not do it for you.',
  ];
}

function fileOf(state: State, key: RowKey): HeldFile | null {
  const table = shownTable(state);
  const row = table === null ? -1 : rowOf(table, entityOf(state), key);
  if (table === null || row === -1) return null;
  const number = (id: string): number => columnOf(table, id)[row] as number;
  const text = (id: string): string => (Number.isNaN(number(id)) ? '' : state.texts.textOf(number(id)));
  return {
    path: text('path'),
    disk: formatBytes(number('disk'), 8).trim(),
    isMemory: text('place') === 'memory',
    holders: number('holders'),
    holder: `${number('pid')} ${text('command')}`.trim(),
    descriptor: `/proc/${number('pid')}/fd/${number('fd')}`,
  };
}
