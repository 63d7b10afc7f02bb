// Cost: two files and twenty-odd numbers each five seconds; while it is looked at each sample, and small files beside. Bench: none.
// Follows where the memory of the machine is, from the second sample on, so that growth is known when it is looked at late.
// Invariant: rows that are a part of no other add up to MemTotal.

import type { SideEntity } from '../core/entity.ts';
import { MEMORY_CLASS_COLUMNS, type MemoryClassColumnId } from '../core/fields/memory-class.ts';
import type { Availability, Trend } from '../core/frame.ts';
import type { FindingBoard } from '../core/finding-board.ts';
import type { Interner } from '../core/interner.ts';
import { accountMapped, type MappedMemory } from '../core/mapped-memory.ts';
import { accountMemory, MEMORY_CLASS_IDS, memoryClass, type MemoryClassId } from '../core/memory-classes.ts';
import { SeriesRings } from '../core/series-rings.ts';
import { Table } from '../core/table.ts';
import type { Want } from '../core/want.ts';
import { BUCKETS } from '../core/window.ts';
import { MemoryJudge } from '../diagnose/memory-judge.ts';
import { wordBytes } from '../diagnose/wording.ts';
import type { Companion } from '../sources/companion.ts';
import { readConstants } from '../sources/procfs/constants.ts';
import { MemoryBesideReader } from '../sources/procfs/memory-beside.ts';
import { MemoryPartsReader, type MemoryPart } from '../sources/procfs/memory-parts.ts';
import type { Sample, SourceContext } from '../sources/source.ts';

/** Series of all classes, and of parts that come and go. */
const MOST_SERIES = 128;
/** While nobody looks: zoneinfo has ten lines a processor and zone, and kernel memory that leaks does so for hours. */
const UNSEEN_SECONDS = 5;
const USUAL_PAGE_BYTES = 4096;
const CALL_SITES = 'call site';
/** With more of it estimated, what processes have mapped has no history: it moves as more of them are read. */
const MOST_ESTIMATED = 0.05;

/** A row as it is shown. */
interface Row {
  readonly name: string;
  readonly partOf: string | null;
  readonly bytes: number;
  /** Index in VERDICTS; NaN where growth is not judged. */
  readonly verdict: number;
  readonly ratePerHour: number;
  readonly rateSeconds: number;
  readonly evidence: string;
}

interface Opened {
  readonly interner: Interner;
  readonly findings: FindingBoard;
  readonly beside: MemoryBesideReader;
  readonly parts: MemoryPartsReader;
}

export class KernelMemory implements Companion {
  private readonly series = new SeriesRings(MOST_SERIES);
  private opened: Opened | null = null;
  private judge: MemoryJudge | null = null;
  private account: Float64Array | null = null;
  private totalBytes = NaN;
  private readAtSeconds = -Infinity;
  private parts: readonly MemoryPart[] = [];
  private mapped: MappedMemory | null = null;
  private names: readonly string[] = [];

  probe(): Availability {
    return { state: 'ok' };
  }

  open({ root, interner, findings }: SourceContext): void {
    const pageBytes = readConstants(root).constants?.pageBytes ?? USUAL_PAGE_BYTES;
    this.opened = {
      interner,
      findings,
      beside: new MemoryBesideReader(root, pageBytes),
      parts: new MemoryPartsReader(root, pageBytes),
    };
  }

  read(sample: Sample, want: Want): void {
    const { opened } = this;
    const { memory, uptimeSeconds } = sample;
    const isSeen = want.side?.memoryClass === true;
    if (!isSeen && uptimeSeconds - this.readAtSeconds < UNSEEN_SECONDS) return;
    this.account = null;
    if (opened === null || !memory) return;
    this.readAtSeconds = uptimeSeconds;
    const beside = opened.beside.read(uptimeSeconds, memory);
    this.account = accountMemory(memory, beside);
    if (this.account === null) return;
    this.totalBytes = memory.get('MemTotal') as number;
    if (isSeen) {
      this.mapped = accountMapped(sample.processes, memory.get('Mapped') ?? NaN);
      this.parts = [...opened.parts.read(uptimeSeconds, memory), ...partsMapped(this.mapped)];
    } else if (this.parts.length > 0) this.forgetParts(opened);
    this.series.feed(uptimeSeconds, this.valuesOf(this.account));
    this.judge ??= new MemoryJudge(this.totalBytes, beside.processorLists === beside.processorLists);
    this.judge.sample(uptimeSeconds, this.account);
    opened.findings.put('kernel memory', this.judge.findings());
  }

  rest(): void {
    if (this.opened !== null) this.forgetParts(this.opened);
  }

  table(_entity: SideEntity, want: Want): Table<MemoryClassColumnId> | null {
    const { opened, account } = this;
    if (opened === null || account === null) return null;
    const rows = [...this.classRows(account), ...this.parts.map(rowOfPart)];
    this.names = rows.map(({ name }) => name);
    const table = new Table(MEMORY_CLASS_COLUMNS, rows.length);
    table.rows = rows.length;
    const { columns } = table;
    const idOf = (text: string | null): number => (text === null ? NaN : opened.interner.idOf(text));
    rows.forEach((row, at) => {
      columns.name[at] = idOf(row.name);
      columns.partOf[at] = idOf(row.partOf);
      columns.bytes[at] = row.bytes;
      columns.mem[at] = (row.bytes * 100) / this.totalBytes;
      columns.growth[at] = this.series.growth(row.name, want.growthWindowSeconds);
      columns.verdict[at] = row.verdict;
      columns.rate[at] = row.ratePerHour;
      columns.rateWindow[at] = row.rateSeconds;
      columns.evidence[at] = idOf(row.evidence);
    });
    return table;
  }

  trend({ trend }: Want, endSeconds: number): Trend | null {
    const { opened, names } = this;
    if (opened === null || trend === null) return null;
    const { windowSeconds } = trend;
    const values = new Float32Array(names.length * BUCKETS);
    names.forEach((name, row) => {
      this.series.range(name, endSeconds, windowSeconds, values.subarray(row * BUCKETS, (row + 1) * BUCKETS));
    });
    const keys = [Float64Array.from(names, (name) => opened.interner.find(name))];
    return { entity: 'memoryClass', field: 'bytes', windowSeconds, buckets: BUCKETS, keys, values };
  }

  close(): void {
    this.opened = null;
  }

  private forgetParts({ parts }: Opened): void {
    this.parts = [];
    parts.rest();
  }

  private *valuesOf(account: Float64Array): Iterable<readonly [string, number]> {
    for (const [at, id] of MEMORY_CLASS_IDS.entries()) {
      const bytes = account[at] as number;
      if (bytes === bytes) yield [memoryClass(id).name, bytes];
    }
    const { mapped, parts } = this;
    const isKnown = mapped !== null && mapped.estimatedBytes <= MOST_ESTIMATED * (mapped.fileBytes + mapped.sharedBytes);
    for (const part of parts) if (isKnown || part.name !== OF_PROCESSES) yield [nameOfPart(part), part.bytes];
  }

  /** Those that hold something, and what is free and unaccounted in any case. */
  private classRows(account: Float64Array): Row[] {
    return MEMORY_CLASS_IDS.flatMap((id, at) => {
      const bytes = account[at] as number;
      return bytes > 0 || (bytes === 0 && (id === 'free' || id === 'unaccounted')) ? [this.rowOfClass(id, bytes)] : [];
    });
  }

  private rowOfClass(id: MemoryClassId, bytes: number): Row {
    const growth = this.judge?.growthOf(id) ?? null;
    const evidence = this.judge?.sentenceOf(id) ?? memoryClass(id).doc;
    const { name } = memoryClass(id);
    const { verdict = NaN, ratePerHour = NaN, spanSeconds: rateSeconds = NaN } = growth ?? {};
    return { name, partOf: null, bytes, verdict, ratePerHour, rateSeconds, evidence };
  }
}

function nameOfPart({ of, name }: MemoryPart): string {
  const { name: whole, prefix = whole }: { name: string; prefix?: string } = of === null ? { name: CALL_SITES } : memoryClass(of);
  return `${prefix}: ${name}`;
}

const OF_PROCESSES = 'of processes';

function partsMapped(mapped: MappedMemory | null): MemoryPart[] {
  if (mapped === null) return [];
  const { fileBytes, sharedBytes, estimatedBytes, processes, read } = mapped;
  const whose = read === processes ? `all ${read} processes` : `${read} of ${processes} processes, the rest (${wordBytes(estimatedBytes)} of files and shared memory) estimated`;
  const how = `each page once: PSS of ${whose}`;
  return [
    { of: 'pageCache', name: OF_PROCESSES, bytes: fileBytes, doc: `files that processes have mapped, ${how}` },
    { of: 'shared', name: OF_PROCESSES, bytes: sharedBytes, doc: `shared memory that processes have mapped, ${how}` },
  ];
}

function rowOfPart(part: MemoryPart): Row {
  const { of, bytes, doc } = part;
  const partOf = of === null ? CALL_SITES : memoryClass(of).name;
  return { name: nameOfPart(part), partOf, bytes, verdict: NaN, ratePerHour: NaN, rateSeconds: NaN, evidence: doc };
}
