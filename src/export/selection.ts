// Which fields of which entities an export holds.

import { ENTITIES, type Entity } from '../core/entity.ts';
import { fieldOf, FIELDS, isSortable } from '../core/fields.ts';
import type { ProcessColumnId } from '../core/fields/process.ts';
import type { Chosen } from './exported-frame.ts';

/** What is exported of processes when nothing is asked for: what top shows, by whom, and where leaks live. */
const DEFAULT_OF_PROCESS: readonly ProcessColumnId[] = [
  'pid',
  'start',
  'ppid',
  'uid',
  'user',
  'pr',
  'ni',
  'virt',
  'res',
  'shr',
  'anon',
  'swap',
  'state',
  'cpu',
  'mem',
  'time',
  'threads',
  'command',
];

/** Every field of an entity that has values. */
export function exportable(entity: Entity): readonly Chosen[] {
  return Object.entries(FIELDS[entity])
    .filter(([id]) => isSortable(entity, id))
    .map(([id, field]) => ({ entity, id, field }));
}

/** Of processes what everybody asks for: what is exported where all rows are of one kind. */
export const DEFAULT_ROWS: readonly Chosen[] = DEFAULT_OF_PROCESS.map((id) => ({
  entity: 'process',
  id,
  field: fieldOf('process', id),
}));

/** The same, and the whole machine. */
export const DEFAULT_SELECTION: readonly Chosen[] = [...exportable('host'), ...DEFAULT_ROWS];

/** The fields that were asked for, each once. Throws a RangeError for one that has no values. */
export function chooseFields(named: readonly { readonly entity: Entity; readonly id: string }[]): readonly Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const { entity, id } of named) {
    const field = fieldOf(entity, id);
    if (!isSortable(entity, id)) throw new RangeError(`${field.header} is a picture and has no value to print`);
    chosen.set(`${entity}.${id}`, { entity, id, field });
  }
  return [...chosen.values()];
}

/** The chosen fields of one entity, in the order they were asked for. */
export function chosenOf(selection: readonly Chosen[], entity: Entity): readonly Chosen[] {
  return selection.filter((chosen) => chosen.entity === entity);
}

/** The entities an export has rows of, in the order of the documents. */
export function chosenEntities(selection: readonly Chosen[]): readonly Entity[] {
  return ENTITIES.filter((entity) => selection.some((chosen) => chosen.entity === entity));
}
