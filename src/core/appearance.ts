// ★ How figures are shown: what keys change on screen, a config says and a layout saves, declared once for all of them.
// Must never change what is measured.

/** A meter with its numbers, its numbers only, or nothing. */
export const METER_MODES = ['bars', 'text', 'off'] as const;
export type MeterMode = (typeof METER_MODES)[number];

export interface Appearance {
  /** The first line: time, uptime, load. */
  readonly summary: boolean;
  /** The lines of tasks and processors. */
  readonly cpuMeters: MeterMode;
  readonly memoryMeters: MeterMode;
  /** A meter for each processor instead of one for all. */
  readonly perCpu: boolean;
  /** %CPU of a process is of the whole machine (Solaris), not of one processor (Irix). */
  readonly solaris: boolean;
  /** The cells of the column that is sorted by stand out, and the rows that run; by bold letters or in reverse. */
  readonly highlightSort: boolean;
  readonly highlightRunning: boolean;
  readonly bold: boolean;
  /** No colours, as on a terminal without them. */
  readonly mono: boolean;
  /** A 0 is not written, but where it says which (ids, nice values, priorities). */
  readonly zeroSuppress: boolean;
  readonly numbersLeft: boolean;
  /** Texts of a fixed width end at the right; the one that takes the rest of the line does not. */
  readonly textsRight: boolean;
  /** Cells more for the columns of texts of a fixed width. */
  readonly extraWidth: number;
  /** Where the screen stands in the table is said in the line of the notices. */
  readonly coordinates: boolean;
}

export const DEFAULT_APPEARANCE: Appearance = {
  summary: true,
  cpuMeters: 'bars',
  memoryMeters: 'bars',
  perCpu: false,
  solaris: false,
  highlightSort: false,
  highlightRunning: false,
  bold: true,
  mono: false,
  zeroSuppress: false,
  numbersLeft: false,
  textsRight: false,
  extraWidth: 0,
  coordinates: false,
};

/** The appearance alone, out of what has more besides. */
export function appearanceOf(from: Appearance): Appearance {
  const ids = Object.keys(DEFAULT_APPEARANCE) as (keyof Appearance)[];
  return { ...DEFAULT_APPEARANCE, ...Object.fromEntries(ids.map((id) => [id, from[id]])) };
}
