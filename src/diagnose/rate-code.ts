// Rates of load in 16 bits: 0 is unknown, 1 is none, the rest a logarithm in steps of 0.07 %.
// Must never be used for a figure that is shown: it is for comparing load with load.

const STEPS_PER_OCTAVE = 1000;
const LOWEST_OCTAVE = -20;
const NONE = 1;
const MOST = 0xffff;

/** A rate (processors in use, bytes per second) as 16 bits; NaN and negative rates are unknown. */
export function encodeRate(rate: number): number {
  if (!(rate >= 0)) return 0;
  const steps = NONE + Math.round((Math.log2(rate) - LOWEST_OCTAVE) * STEPS_PER_OCTAVE);
  return Math.max(NONE, Math.min(MOST, steps));
}

/** What encodeRate() was given, within 0.04 %; NaN where it is unknown. */
export function decodeRate(code: number): number {
  if (code === 0) return NaN;
  return code === NONE ? 0 : 2 ** ((code - NONE) / STEPS_PER_OCTAVE + LOWEST_OCTAVE);
}
