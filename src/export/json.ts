// JSON: one array that holds one document a frame; and NDJSON: one object a line, for each row. docs/export.md has the
// schema. Must never write an unknown as anything but null, nor a byte below 0x20 that is not a line end.

import { gradeOf } from '../core/grade.ts';
import { inPieces, type Chosen, type ExportedFrame, type Writer } from './exported-frame.ts';
import { safeJson } from './safe-text.ts';
import { chosenEntities, chosenOf } from './selection.ts';
import { timeOf, valueOf } from './value.ts';

export function createJsonWriter(selection: readonly Chosen[]): Writer {
  let frames = 0;
  return {
    begin: () => '[',
    *frame(exported) {
      const { frame } = exported;
      yield `${frames++ === 0 ? '\n' : ',\n'}{${envelope(exported)}`;
      for (const entity of chosenEntities(selection)) {
        const fields = chosenOf(selection, entity);
        const rows = exported.rows[entity] ?? new Int32Array(0);
        if (entity === 'host') {
          yield `,\n"host":{${members(exported, fields, 0)}}`;
          continue;
        }
        yield `,\n"${entity}":[`;
        let separator = '\n';
        yield* inPieces(rows, (row) => {
          const line = `${separator}{${members(exported, fields, row)}}`;
          separator = ',\n';
          return line;
        });
        yield ']';
      }
      yield `,\n"grades":${gradesOf(selection, frame.sources)}`;
      yield `,\n"issues":${issuesOf(frame.issues)}}`;
    },
    end: () => (frames === 0 ? ']\n' : '\n]\n'),
  };
}

export function createNdjsonWriter(selection: readonly Chosen[]): Writer {
  return {
    begin: () => '',
    *frame(exported) {
      const head = envelope(exported);
      for (const entity of chosenEntities(selection)) {
        const fields = chosenOf(selection, entity);
        const rows = exported.rows[entity] ?? new Int32Array(0);
        yield* inPieces(rows, (row) => `{${head},"entity":"${entity}",${members(exported, fields, row)}}\n`);
      }
    },
    end: () => '',
  };
}

/** When the sample was taken and over which interval its rates are. */
function envelope(exported: ExportedFrame): string {
  const { sequence, uptimeSeconds, intervalSeconds } = exported.frame;
  const time = timeOf(exported);
  return [
    `"timestamp":${time === null ? 'null' : `"${time}"`}`,
    `"sequence":${sequence}`,
    `"uptimeSeconds":${numberText(uptimeSeconds)}`,
    `"intervalSeconds":${numberText(intervalSeconds)}`,
  ].join(',');
}

function members(exported: ExportedFrame, fields: readonly Chosen[], row: number): string {
  let text = '';
  for (const chosen of fields) {
    const value = valueOf(exported, chosen, row);
    const json = typeof value === 'string' ? safeJson(value) : numberText(value);
    text += `${text === '' ? '' : ','}"${chosen.id}":${json}`;
  }
  return text;
}

function numberText(value: number | null): string {
  return value !== null && Number.isFinite(value) ? String(value) : 'null';
}

/** Of the fields whose figures are not exact in this frame. */
function gradesOf(selection: readonly Chosen[], sources: ExportedFrame['frame']['sources']): string {
  const graded = selection.flatMap(({ entity, id, field }) => {
    const grade = gradeOf(field, sources);
    return grade === 'exact' ? [] : [`"${entity}.${id}":"${grade}"`];
  });
  return `{${graded.join(',')}}`;
}

function issuesOf(issues: ExportedFrame['frame']['issues']): string {
  const texts = issues.map(({ id, text, hint, count }) => {
    return `{"id":${safeJson(id)},"text":${safeJson(text)},"hint":${safeJson(hint)},"count":${count}}`;
  });
  return `[${texts.join(',')}]`;
}
