// The fields of every entity, so that sorting, columns, painting, help and documents work for any of them.
// Must never declare a field itself: src/core/fields/ does.

import type { Entity } from './entity.ts';
import type { Field, FieldTable } from './field.ts';
import { CONNECTION_FIELDS } from './fields/connection.ts';
import { CPU_FIELDS } from './fields/cpu.ts';
import { FILE_FIELDS } from './fields/file.ts';
import { FINDING_FIELDS } from './fields/finding.ts';
import { GROUP_FIELDS } from './fields/group.ts';
import { HOST_FIELDS } from './fields/host.ts';
import { INTERFACE_FIELDS } from './fields/interface.ts';
import { LISTENER_FIELDS } from './fields/listener.ts';
import { MEMORY_CLASS_FIELDS } from './fields/memory-class.ts';
import { PROCESS_FIELDS } from './fields/process.ts';

export const FIELDS: Readonly<Record<Entity, FieldTable>> = {
  host: HOST_FIELDS,
  cpu: CPU_FIELDS,
  process: PROCESS_FIELDS,
  group: GROUP_FIELDS,
  connection: CONNECTION_FIELDS,
  listener: LISTENER_FIELDS,
  interface: INTERFACE_FIELDS,
  memoryClass: MEMORY_CLASS_FIELDS,
  file: FILE_FIELDS,
  finding: FINDING_FIELDS,
};

/** A declared field; to ask for one that is not declared is a bug and throws. */
export function fieldOf(entity: Entity, id: string): Field {
  const field = FIELDS[entity][id];
  if (field === undefined) throw new Error(`no field ${id} of ${entity}`);
  return field;
}

/** The columns of an entity that hold ids of texts. */
export function textColumns(entity: Entity): readonly string[] {
  return Object.keys(FIELDS[entity]).filter((id) => fieldOf(entity, id).unit === 'text');
}

/** Whether rows can be put in order by a field: it is declared and has a column. */
export function isSortable(entity: Entity, id: string): boolean {
  const kind = FIELDS[entity][id]?.kind;
  return kind !== undefined && kind !== 'view';
}
