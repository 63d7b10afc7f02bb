import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FINDING_COLUMNS } from '../../src/core/fields/finding.ts';
import { Table } from '../../src/core/table.ts';
import { createOpenMetricsWriter, metricName } from '../../src/export/openmetrics.ts';
import { safeText } from '../../src/export/safe-text.ts';
import { chooseFields, DEFAULT_SELECTION, exportable } from '../../src/export/selection.ts';
import { ANY_FIELDS, anyRows, choose, expected, makeExported, textOf, WALL_MILLIS } from './support/exported.ts';

test('a field is a metric with its type, unit and help; what is unknown is left out', () => {
  const exported = makeExported(
    [
      { pid: 1, start: 9, time: 1.5, cpu: 50, user: 'a"b\\' },
      { pid: 2, start: 8 },
    ],
    { memTotal: 4096 },
  );
  const text = textOf(createOpenMetricsWriter(choose('host.memTotal', 'user', 'time', 'cpu')), exported);
  const at = WALL_MILLIS / 1000;
  assert.deepEqual(
    text.split('\n').filter((line) => !line.startsWith('# HELP')),
    [
      '# TYPE leaktop_host_mem_total_bytes gauge',
      '# UNIT leaktop_host_mem_total_bytes bytes',
      `leaktop_host_mem_total_bytes 4096 ${at}`,
      '# TYPE leaktop_process info',
      `leaktop_process_info{pid="1",start="9",user="a\\"b\\\\"} 1 ${at}`,
      `leaktop_process_info{pid="2",start="8"} 1 ${at}`,
      '# TYPE leaktop_process_time_seconds counter',
      '# UNIT leaktop_process_time_seconds seconds',
      `leaktop_process_time_seconds_total{pid="1",start="9"} 1.5 ${at}`,
      '# TYPE leaktop_process_cpu_ratio gauge',
      '# UNIT leaktop_process_cpu_ratio ratio',
      `leaktop_process_cpu_ratio{pid="1",start="9"} 0.5 ${at}`,
      '# EOF',
      '',
    ],
  );
});

test('every field of every entity has a metric name of its own', () => {
  const all = (['host', 'process'] as const).flatMap((entity) => exportable(entity));
  const names = all.filter(({ field }) => field.unit !== 'text').map(metricName);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^leaktop_[a-z0-9]+(_[a-z0-9]+)+$/);
});

test('any rows are an exposition that a strict reader takes, with their values and labels', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const unique = rows.filter((row, at) => rows.findIndex((other) => other.pid === row.pid) === at);
      const samples = readExposition(textOf(createOpenMetricsWriter(choose(...ANY_FIELDS)), makeExported(unique)));
      for (const row of unique) {
        const of = (name: string): Sample | undefined =>
          samples.find((sample) => sample.name === name && sample.labels['pid'] === String(row.pid));
        const res = expected(row, 'res');
        assert.equal(of('leaktop_process_res_bytes')?.value, typeof res === 'number' ? res : undefined);
        const command = safeText(String(row.command));
        assert.equal(of('leaktop_process_info')?.labels['command'], command === '' ? undefined : command);
      }
    }),
  );
});

test('a text that tells rows apart is a label once', () => {
  const table = new Table(FINDING_COLUMNS, 1);
  table.rows = 1;
  for (const id of FINDING_COLUMNS) table.columns[id][0] = id === 'pid' ? 9 : NaN;
  const { frame } = makeExported([]);
  const exported = { frame: { ...frame, side: { finding: table } }, rows: { finding: Int32Array.of(0) }, text: (_entity: string, id: string) => `${id}!` };
  const [info] = readExposition(textOf(createOpenMetricsWriter(chooseFields(['id', 'kind', 'pid'].map((id) => ({ entity: 'finding', id })))), exported));
  assert.deepEqual(info?.labels, { id: 'id!', kind: 'kind!' });
});

test('the default selection is an exposition, too', () => {
  readExposition(textOf(createOpenMetricsWriter(DEFAULT_SELECTION), makeExported([{ pid: 1, start: 2, res: 3 }], { load1: 1 })));
});

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads by the grammar of OpenMetrics 1.0, and holds it against what that says about families. */
function readExposition(text: string): Sample[] {
  assert.ok(text.endsWith('\n'));
  const lines = text.slice(0, -1).split('\n');
  assert.equal(lines.pop(), '# EOF');
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let family = '';
  let type = '';
  for (const line of lines) {
    const meta = /^# (TYPE|UNIT|HELP) ([a-z_:][a-z0-9_:]*) (.*)$/.exec(line);
    if (meta !== null) {
      const [, kind, name = '', rest = ''] = meta;
      if (kind === 'TYPE') {
        assert.ok(!seen.has(name), `${name} twice`);
        seen.add(name);
        [family, type] = [name, rest];
      }
      assert.equal(name, family);
      if (kind === 'UNIT') assert.ok(name.endsWith(`_${rest}`), line);
      continue;
    }
    const sample = /^([a-z_:][a-z0-9_:]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+) (\d+(?:\.\d+)?)$/.exec(line);
    assert.ok(sample !== null, line);
    const [, name = '', inner = '', value = ''] = sample;
    assert.equal(name, family + ({ counter: '_total', info: '_info' }[type] ?? ''));
    assert.doesNotMatch(line, /\p{C}/u);
    const labels = Object.fromEntries(
      [...inner.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', escaped = '']) => [
        label,
        escaped.replace(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character)),
      ]),
    );
    assert.equal(Object.keys(labels).length, [...inner.matchAll(/[a-z_]+="(?:[^"\\]|\\.)*"/g)].length, `a label twice: ${line}`);
    assert.ok(Number.isFinite(Number(value)));
    samples.push({ name, labels, value: Number(value) });
  }
  return samples;
}
