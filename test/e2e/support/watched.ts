// What one monitor says of real processes, sample by sample, for tests of verdicts. Must never judge what it says.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SUSPECTED_PLACE, VERDICT_WORDS, type VerdictWord } from '../../../src/core/verdict.ts';
import { PROGRAM } from '../../support/monitor.ts';

/** Ten minutes are what tests take; a slow machine takes fewer samples in a time, and twice that is enough of them. */
const PATIENCE_MILLIS = 1_200_000;
/** A monitor that stood still for so long, and with it this machine, has to begin anew. */
const GAP_SECONDS = 8;

export interface Watched {
  /** In how many samples without a gap it was seen, and in which of them it was first suspected; Infinity while in none. */
  samples: number;
  suspectedAt: number;
  /** The last sample that had it, and the verdict in it. */
  lastSequence: number;
  verdict: VerdictWord | null;
  /** What was said about it, and when. */
  readonly sentences: { readonly uptimeSeconds: number; readonly sentence: string }[];
  readonly forecasts: { readonly uptimeSeconds: number; readonly etaSeconds: number }[];
}

/** Of a process, or a finding about one. */
interface Row {
  readonly sequence: number;
  readonly uptimeSeconds: number;
  readonly pid: number;
  readonly verdict?: VerdictWord | null;
  readonly eta?: number | null;
  readonly kind?: string;
  readonly sentence?: string;
}

/** One that was not seen yet. */
export function unwatched(): Watched {
  return { samples: 0, suspectedAt: Infinity, lastSequence: 0, verdict: null, sentences: [], forecasts: [] };
}

/** Runs the monitor beside them until `isDone` or there is no more patience; answers the number of its last whole sample. */
export async function watch(watched: ReadonlyMap<number, Watched>, isDone: (sequence: number) => boolean): Promise<number> {
  const fields = 'pid,verdict,eta,finding.pid,finding.kind,finding.sentence';
  const words = ['--format', 'ndjson', '--fields', fields, '-p', [...watched.keys()].join(','), '-d', '1'];
  const batch = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const began = performance.now();
  let now = { sequence: 0, uptimeSeconds: NaN };
  try {
    for await (const line of createInterface({ input: batch.stdout })) {
      const row = JSON.parse(line) as Row;
      if (row.sequence > now.sequence) {
        if (isDone(now.sequence) || performance.now() - began > PATIENCE_MILLIS) break;
        if (row.uptimeSeconds - now.uptimeSeconds > GAP_SECONDS) for (const one of watched.values()) one.samples = 0;
        now = row;
      }
      const one = watched.get(row.pid);
      if (one !== undefined) take(one, row);
    }
  } finally {
    batch.kill('SIGKILL');
  }
  return now.sequence;
}

function take(one: Watched, { sequence, uptimeSeconds, verdict, eta, kind, sentence }: Row): void {
  if (kind !== undefined) {
    if (kind === 'leak' && sentence !== undefined) one.sentences.push({ uptimeSeconds, sentence });
    return;
  }
  one.samples++;
  one.lastSequence = sequence;
  one.verdict = verdict ?? null;
  const isSuspected = verdict && VERDICT_WORDS.indexOf(verdict) >= SUSPECTED_PLACE;
  if (isSuspected && one.suspectedAt === Infinity) one.suspectedAt = one.samples;
  if (eta) one.forecasts.push({ uptimeSeconds, etaSeconds: eta });
}
