// Findings as a table, for exports. Must never change their order: the worst comes first.

import { FINDING_COLUMNS, type FindingColumnId } from '../core/fields/finding.ts';
import type { WordedFinding } from '../core/finding.ts';
import type { Interner } from '../core/interner.ts';
import { Table } from '../core/table.ts';

/** A row a finding, its texts as ids of the interner. */
export function makeFindingTable(findings: readonly WordedFinding[], uptimeSeconds: number, interner: Interner): Table<FindingColumnId> {
  const table = new Table(FINDING_COLUMNS, Math.max(1, findings.length));
  const { columns } = table;
  table.rows = findings.length;
  findings.forEach(({ id, kind, severity, subject, sinceSeconds, sentence, advice }, row) => {
    columns.age[row] = Math.max(0, uptimeSeconds - sinceSeconds);
    columns.pid[row] = subject.key['pid'] ?? NaN;
    const texts = { id, kind, severity, subject: subject.label, sentence, advice };
    for (const [column, text] of Object.entries(texts)) columns[column as keyof typeof texts][row] = interner.idOf(text);
  });
  return table;
}
