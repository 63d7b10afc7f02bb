// Fuzzy matching for the palette: the typed letters in order somewhere in a name, the likeliest names first.

export interface FuzzyMatch {
  readonly score: number;
  /** Code points of the name that matched. */
  readonly matched: readonly number[];
}

const START_OF_NAME = 12;
const START_OF_WORD = 8;
const NEXT_TO_LAST = 6;
const GAP = -1;

/**
 * Matches `typed` as a subsequence of `name`, case and typed spaces ignored; null when it is none.
 * The best placing is found, not the first: 'sr' marks the starts of 'sort by res'. O(typed × name²), for short names.
 */
export function matchFuzzy(typed: string, name: string): FuzzyMatch | null {
  const wanted = Array.from(typed.toLowerCase()).filter((point) => point !== ' ');
  const points = Array.from(name.toLowerCase());
  if (wanted.length === 0) return { score: 0, matched: [] };
  if (wanted.length > points.length) return null;
  const rounds: { readonly scores: readonly number[]; readonly from: readonly number[] }[] = [];
  for (const [i, letter] of wanted.entries()) {
    const before = rounds[i - 1]?.scores;
    const scores = points.map(() => -Infinity);
    const from = points.map(() => -1);
    for (let j = i; j < points.length; j++) {
      if (points[j] !== letter) continue;
      const best = before ? bestBefore(before, j) : { score: 0, at: -1 };
      if (best.score === -Infinity) continue;
      scores[j] = best.score + bonus(points, j);
      from[j] = best.at;
    }
    rounds.push({ scores, from });
  }
  return trace(rounds, points.length);
}

/** The items whose name matches, best first; equals keep their order. */
export function rankFuzzy<T extends { readonly name: string }>(typed: string, items: readonly T[]): (T & FuzzyMatch)[] {
  const found: (T & FuzzyMatch)[] = [];
  for (const item of items) {
    const match = matchFuzzy(typed, item.name);
    if (match) found.push({ ...item, ...match });
  }
  return found.sort((a, b) => b.score - a.score);
}

function bonus(points: readonly string[], at: number): number {
  if (at === 0) return START_OF_NAME;
  return /[\p{L}\p{N}%Δ]/u.test(points[at - 1] as string) ? 0 : START_OF_WORD;
}

function bestBefore(before: readonly number[], at: number): { score: number; at: number } {
  let best = { score: -Infinity, at: -1 };
  for (let k = 0; k < at; k++) {
    const gap = at - k - 1;
    const score = (before[k] as number) + (gap === 0 ? NEXT_TO_LAST : GAP * Math.min(gap, 10));
    if (score > best.score) best = { score, at: k };
  }
  return best;
}

function trace(
  rounds: readonly { readonly scores: readonly number[]; readonly from: readonly number[] }[],
  length: number,
): FuzzyMatch | null {
  const last = rounds.at(-1)?.scores ?? [];
  const score = Math.max(...last);
  if (score === -Infinity) return null;
  let at = last.indexOf(score);
  const matched: number[] = [];
  for (let i = rounds.length - 1; i >= 0; i--) {
    matched.unshift(at);
    at = rounds[i]?.from[at] ?? -1;
  }
  // Of equally placed matches the shorter name is likelier the one that was meant.
  return { score: score - length / 1000, matched };
}
