// What the detail pane says in words: who runs what, since when, from where, within which limits. Must never paint.

import type { ProcessDetails } from '../core/answer.ts';
import { sameProcess, type ProcessKey } from '../core/entity.ts';
import type { ProcessColumnId } from '../core/fields/process.ts';
import type { View } from '../store/view.ts';
import { bytesText, durationText, percentText } from './meters.ts';
import { labelled, span, wrapText, type Line } from './spans.ts';
import type { Theme } from './theme.ts';

/** Reads a value of the process's row; NaN when it has ended. */
export type ProcessValue = (id: ProcessColumnId) => number;

const LABEL_COLUMNS = 11;

export function aboutLines(
  view: View,
  key: ProcessKey,
  details: ProcessDetails | null,
  value: ProcessValue,
  columns: number,
  theme: Theme,
): Line[] {
  const { unknown } = theme.glyphs;
  const row = (label: string, text: string): Line[] => labelled(label, text, columns, LABEL_COLUMNS);
  const lines: Line[] = [];
  for (const stuck of view.health.stuck) {
    if (stuck.pid !== key.pid) continue;
    const text =
      `Reading ${stuck.file} of this process hangs: something holds its memory lock. ` +
      'What is below may be old or missing.';
    lines.push(...wrapText(text, columns).map((part): Line => [span(part, 'bad')]));
  }
  if (view.frame !== null && Number.isNaN(value('pid'))) lines.push([span('This process has ended.', 'warn')]);
  else lines.push(...row('process', processText(view, value, theme)));
  const finding = view.frame?.leaks?.findings.find((one) => sameProcess(one.key, key));
  if (finding !== undefined) lines.push(...row('growth', finding.sentence));
  if (details === null) return [...lines, [span('details: loading', 'dim')]];
  lines.push(
    ...row('command', details.commandLine ?? `${unknown} (kernel thread, zombie, or not readable)`),
    ...row('executable', details.executable ?? unknown),
    ...row('directory', details.workingDirectory ?? unknown),
    ...row('open files', details.openFiles === null ? unknown : String(details.openFiles)),
  );
  details.cgroups.forEach((path, i) => lines.push(...row(i === 0 ? 'cgroup' : '', path)));
  details.limits.forEach((limit, i) => {
    const name = limit.name.replace(/^Max /, '');
    const soft = limitText(limit.soft, limit.unit, theme);
    const text = `${name.padEnd(20)} ${soft}  hard ${limitText(limit.hard, limit.unit, theme)}`;
    lines.push(...row(i === 0 ? 'limits' : '', text));
  });
  for (const missing of details.missing) lines.push(...labelled('missing', missing, columns, LABEL_COLUMNS, 'warn'));
  return lines;
}

function processText(view: View, value: ProcessValue, theme: Theme): string {
  const { unknown } = theme.glyphs;
  const id = value('user');
  const user = Number.isNaN(id) ? unknown : view.texts.textOf(id);
  const processors = view.display.solaris ? (view.frame?.host.columns.cpus[0] ?? NaN) : 1;
  const growth = value('growth');
  const growthText = Number.isNaN(growth) ? unknown : `${bytesText(growth, theme.glyphs).trim()}/h`;
  const parts = [
    `user ${user}`,
    `parent ${orDash(value('ppid'), unknown)}`,
    `threads ${orDash(value('threads'), unknown)}`,
    `CPU ${percentText(value('cpu') / processors, theme.glyphs).trim()}%`,
    `started ${startText(view, value, unknown)}`,
    `growth ${growthText} over ${durationText(view.windowSeconds)}`,
  ];
  return parts.join('  ');
}

/** Local date and minute: finer would jitter with the clocks it is computed from. */
function startText(view: View, value: ProcessValue, unknown: string): string {
  const elapsed = value('elapsed');
  if (view.frame === null || Number.isNaN(elapsed)) return unknown;
  const at = new Date(view.frame.wallMillis - elapsed * 1000);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const date = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${date} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function limitText(limit: string, unit: string, theme: Theme): string {
  if (unit !== 'bytes' || !/^\d+$/.test(limit))
    return limit === 'unlimited' || unit === '' ? limit : `${limit} ${unit}`;
  return bytesText(Number(limit), theme.glyphs).trim();
}

function orDash(value: number, unknown: string): string {
  return Number.isFinite(value) ? String(value) : unknown;
}
