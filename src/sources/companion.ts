// What a source is that works beside the one of the processes: it fills columns of rows that are there, makes tables of
// other entities, or both. It reads only while something of that is wanted, and never derives.

import type { FilesAnswer } from '../core/answer.ts';
import type { SideEntity } from '../core/entity.ts';
import type { Read } from '../core/field.ts';
import type { Availability, Trend } from '../core/frame.ts';
import type { AnyTable } from '../core/table.ts';
import type { Want } from '../core/want.ts';
import type { Sample, SourceContext } from './source.ts';

export interface Companion {
  /** What it can serve here, and what it needs to serve more. Cheap; may be asked again. */
  probe(): Availability;
  /** Once, before the first read. Throws for what makes it unusable. */
  open(context: SourceContext): void;
  /** After the processes of a sample were read, before anything is derived. Throws for what makes it unusable. */
  read(sample: Sample, want: Want): void;
  /** What the inspector read for it: that may hang, and is no companion's to read. */
  deliver?(answer: FilesAnswer): void;
  /** Nothing it serves is wanted any more: lets go of what costs while nobody looks. The next read() may follow. */
  rest(): void;
  /** A new table of the last sample, whose texts are ids of the context's interner; null where it has none. */
  table(entity: SideEntity, want: Want): AnyTable | null;
  /** The history of the rows of its last table, up to a time; only where it keeps one. */
  trend?(want: Want, endSeconds: number): Trend | null;
  close(): void;
}

/** A companion that there may be: what it is called, and for which wants it is loaded. */
export interface CompanionEntry {
  readonly name: string;
  /** What it serves, for the list of sources. */
  readonly serves: readonly string[];
  readonly reads: readonly Read[];
  readonly entities: readonly SideEntity[];
  /** It puts on the board of findings what others cannot see: wanted while findings are. */
  readonly finds?: boolean;
  /** Loads it: nothing of it is loaded for the first sample. */
  readonly create: (root: string) => Promise<Companion>;
}
