// What a finding is: something about the machine, a process or a group of them that a person should know now. Whoever finds
// it says what and how bad with numbers; the words are made in one place. Must never hold a sentence of its own.

import type { Entity, RowKey } from './entity.ts';

/** Ordered by how much they ask for attention: a note is listed, the others are in the header too. */
const SEVERITIES = ['note', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_KINDS = ['oom-kill', 'leak', 'leak-retracted', 'leak-ended', 'kernel-growth', 'capacity', 'memory-low', 'memory-pressure', 'swap-thrash', 'cgroup-limit', 'zombies', 'stuck-tasks', 'deleted-file'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What a finding is about. */
export interface FindingSubject {
  readonly entity: Entity;
  /** The row it is, or a suspect had until it ended; else empty: for the machine, and for what has no row any more. */
  readonly key: RowKey;
  /** As people know it: `java (4711)`, `nginx.service`. It may be as users wrote it, so hostile. */
  readonly label: string;
}

export interface Finding {
  /** The same while it is the same thing: kind and subject. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly subject: FindingSubject;
  /** Seconds since boot at which it began, or happened. */
  readonly sinceSeconds: number;
  /** What the words are made of: amounts in bytes, shares in percent, spans in seconds; NaN where unknown. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Names the words need; hostile. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A part of what is said in one line: whole, shortly or not at all; those of the lowest rank are the first to go. */
export interface HeadlinePart {
  readonly text: string;
  /** The same in fewer words, where there are any. */
  readonly short?: string;
  readonly rank: number;
}

/** A finding as it is shown and exported. */
export interface WordedFinding extends Finding {
  /** What was found, with its numbers. */
  readonly sentence: string;
  /** What would help. */
  readonly advice: string;
  /** What a line that is too narrow for the sentence says, in this order; not given where that is the sentence's beginning. */
  readonly headline?: readonly HeadlinePart[] | undefined;
}

/** The worst first, of equals the newest. */
export function compareFindings(a: Finding, b: Finding): number {
  const bySeverity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return bySeverity || b.sinceSeconds - a.sinceSeconds || (a.id < b.id ? -1 : 1);
}
