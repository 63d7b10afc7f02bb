// OpenMetrics 1.0 text: HELP, TYPE and UNIT of each metric from the declaration of its field, and "# EOF".
// Each frame is one whole exposition. Must never write a sample whose value is unknown.

import { KEY_COLUMNS, type Entity } from '../core/entity.ts';
import { isText, type Unit } from '../core/field.ts';
import { inPieces, type Chosen, type ExportedFrame, type Writer } from './exported-frame.ts';
import { safeText } from './safe-text.ts';
import { chosenEntities, chosenOf, exportable } from './selection.ts';
import { numberOf, valueOf } from './value.ts';

/** How a stored unit is exposed: the unit's name, which ends the metric's, and the factor to the base unit. */
const EXPOSED: Readonly<Record<Unit, { readonly unit: string; readonly factor: number }>> = {
  id: { unit: '', factor: 1 },
  count: { unit: '', factor: 1 },
  priority: { unit: '', factor: 1 },
  bytes: { unit: 'bytes', factor: 1 },
  bytesDelta: { unit: 'bytes', factor: 1 },
  bytesPerHour: { unit: 'bytes_per_second', factor: 1 / 3600 },
  bytesPerSec: { unit: 'bytes_per_second', factor: 1 },
  flags: { unit: '', factor: 1 },
  percent: { unit: 'ratio', factor: 1 / 100 },
  ratio: { unit: 'ratio', factor: 1 },
  seconds: { unit: 'seconds', factor: 1 },
  latency: { unit: 'seconds', factor: 1 },
  cpuSeconds: { unit: 'seconds', factor: 1 },
  cpuMinutes: { unit: 'seconds', factor: 1 },
  state: { unit: '', factor: 1 },
  verdict: { unit: '', factor: 1 },
  text: { unit: '', factor: 1 },
  series: { unit: '', factor: 1 },
};

export function createOpenMetricsWriter(selection: readonly Chosen[]): Writer {
  return {
    begin: () => '',
    *frame(exported) {
      for (const entity of chosenEntities(selection)) {
        const fields = chosenOf(selection, entity);
        const rows = exported.rows[entity] ?? new Int32Array(0);
        const identity = identityOf(entity);
        const isIdentity = (chosen: Chosen): boolean => identity.some(({ id }) => id === chosen.id);
        const texts = fields.filter((chosen) => isText(chosen.field));
        if (texts.length > 0) yield* infoFamily(exported, entity, texts, identity, rows);
        for (const chosen of fields) {
          if (!isText(chosen.field) && !isIdentity(chosen)) yield* family(exported, chosen, identity, rows);
        }
      }
      yield '# EOF\n';
    },
    end: () => '',
  };
}

/** The name of the metric of a field: `leaktop_process_res_bytes`. */
export function metricName({ entity, id, field }: Chosen): string {
  const { unit } = EXPOSED[field.unit];
  const name = `leaktop_${entity}_${snakeCase(id)}`;
  return unit === '' || name.endsWith(`_${unit}`) ? name : `${name}_${unit}`;
}

function* family(exported: ExportedFrame, chosen: Chosen, identity: readonly Chosen[], rows: Int32Array): Iterable<string> {
  const { field } = chosen;
  const { unit, factor } = EXPOSED[field.unit];
  const name = metricName(chosen);
  const isCounter = field.kind === 'counter';
  yield [
    `# TYPE ${name} ${isCounter ? 'counter' : 'gauge'}\n`,
    unit === '' ? '' : `# UNIT ${name} ${unit}\n`,
    `# HELP ${name} ${escapeText(field.doc)}\n`,
  ].join('');
  yield* inPieces(rows, (row) => {
    const value = numberOf(exported, chosen, row) * factor;
    if (!Number.isFinite(value)) return '';
    return `${name}${isCounter ? '_total' : ''}${labels(exported, identity, row)} ${value}${timestamp(exported)}\n`;
  });
}

/** Texts, states and verdicts are labels of one info metric a row, to be joined by the identity. */
function* infoFamily(
  exported: ExportedFrame,
  entity: Entity,
  texts: readonly Chosen[],
  identity: readonly Chosen[],
  rows: Int32Array,
): Iterable<string> {
  const name = `leaktop_${entity}`;
  yield `# TYPE ${name} info\n# HELP ${name} ${texts.map(({ id, field }) => `${id}: ${escapeText(field.doc)}`).join(' ')}\n`;
  const all = [...identity, ...texts.filter(({ id }) => !identity.some((one) => one.id === id))];
  yield* inPieces(rows, (row) => `${name}_info${labels(exported, all, row)} 1${timestamp(exported)}\n`);
}

/** What tells a row from all others: the labels of every sample. */
function identityOf(entity: Entity): readonly Chosen[] {
  return exportable(entity).filter(({ id }) => KEY_COLUMNS[entity].includes(id));
}

function labels(exported: ExportedFrame, chosen: readonly Chosen[], row: number): string {
  const pairs: string[] = [];
  for (const one of chosen) {
    const value = valueOf(exported, one, row);
    // An empty label is the same as none.
    if (value !== null && value !== '') pairs.push(`${snakeCase(one.id)}="${escapeText(safeText(String(value)))}"`);
  }
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Seconds since the epoch. */
function timestamp({ frame }: ExportedFrame): string {
  return Number.isFinite(frame.wallMillis) ? ` ${frame.wallMillis / 1000}` : '';
}

function snakeCase(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Of HELP and of labels: backslash, quote and line end are escaped. */
function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
