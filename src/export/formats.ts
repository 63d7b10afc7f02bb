// ★ The formats of data an export can have, by name: docs/export.md is made from this.
// (`text`, the shape of top, is not data: top/text.ts.)

import { createCsvWriter } from './csv.ts';
import type { Chosen, Writer } from './exported-frame.ts';
import type { FormatName } from './format-names.ts';
import { createJsonWriter, createNdjsonWriter } from './json.ts';
import { createOpenMetricsWriter } from './openmetrics.ts';

interface Format {
  readonly doc: string;
  readonly create: (selection: readonly Chosen[]) => Writer;
  /** A reader takes one frame as a whole: without -n there is only one. */
  readonly single?: boolean;
  /** All its rows are of one entity, beside the host. */
  readonly oneEntity?: boolean;
}

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: { doc: 'an array of documents, one a frame', create: createJsonWriter },
  ndjson: { doc: 'a line a row: an object', create: createNdjsonWriter },
  csv: { doc: 'a line a row, below a header (RFC 4180)', create: createCsvWriter, oneEntity: true },
  openmetrics: { doc: 'an exposition a frame, for Prometheus', create: createOpenMetricsWriter, single: true },
};

/** Throws a RangeError where a format cannot hold these fields together. */
export function checkSelection(name: FormatName, selection: readonly Chosen[]): void {
  const { oneEntity = false } = FORMATS[name];
  const entities = new Set(selection.map(({ entity }) => entity).filter((entity) => entity !== 'host'));
  if (oneEntity && entities.size > 1) {
    throw new RangeError(`${name} holds rows of one kind, not of ${[...entities].join(' and ')}`);
  }
}
