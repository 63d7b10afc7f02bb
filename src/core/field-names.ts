// Finds the field somebody names: by its header as top writes it, or by its id. For options, config, filters and exports.
// Must never guess: a name that is no field is answered with the nearest one, for a message.

import { ENTITIES, type Entity } from './entity.ts';
import { FIELDS, isSortable } from './fields.ts';
import { fieldNamed, nearestField } from './query/field-name.ts';

/** A field of rows of any entity. */
export interface FieldRef {
  readonly entity: Entity;
  readonly id: string;
}

/** The entity a bare name is about where nothing else is said; the others are named before a dot. */
const BARE: Entity = 'process';

/** The id of the field of this name. Throws a RangeError that names the nearest one. */
export function readFieldId(entity: Entity, name: string): string {
  const id = fieldNamed(FIELDS[entity], name);
  if (id === null) throw unknownField(entity, name);
  return id;
}

/** The field rows are to be sorted by. Throws a RangeError that says why they cannot be. */
export function readSortField(entity: Entity, name: string): string {
  const id = readFieldId(entity, name);
  if (!isSortable(entity, id)) throw new RangeError(`nothing can be sorted by '${name}'`);
  return id;
}

/** A field of any entity: 'res', 'RES', 'host.memTotal'; without a dot one of `bare`. Throws a RangeError that names the nearest one. */
export function readField(name: string, bare: Entity = BARE): FieldRef {
  const dot = name.indexOf('.');
  const entity = ENTITIES.find((one) => one === name.slice(0, Math.max(0, dot)));
  if (entity === undefined) return { entity: bare, id: readFieldId(bare, name) };
  return { entity, id: readFieldId(entity, name.slice(dot + 1)) };
}

/** How a field is written where those of several entities can be. */
export function fieldName({ entity, id }: FieldRef): string {
  return entity === BARE ? id : `${entity}.${id}`;
}

function unknownField(entity: Entity, name: string): RangeError {
  const nearest = nearestField(FIELDS[entity], name);
  const wayOut =
    nearest === null ? `'leaktop -O' lists them` : `did you mean '${entity === BARE ? '' : `${entity}.`}${nearest}'?`;
  return new RangeError(`no field '${name}': ${wayOut}`);
}
