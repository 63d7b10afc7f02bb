// Rates of load in 16 bits: 0 is unknown, 1 is none, the rest a logarithm in steps of 0.07 %.
// Must never be used for a figure that is shown: it is for comparing load with load.

const STEPS_PER_OCTAVE = 1000;
const LOWEST_OCTAVE = -20;
const NONE = 1;
const MOST = 0xffff;
/** A power of two is the product of one of each: many are asked for at once. */
const STEPS = Float64Array.from({ length: STEPS_PER_OCTAVE }, (_, step) => 2 ** (step / STEPS_PER_OCTAVE));
const OCTAVES = Float64Array.from({ length: MOST / STEPS_PER_OCTAVE + 1 }, (_, octave) => 2 ** (octave + LOWEST_OCTAVE));

/** A rate (processors in use, bytes per second) as 16 bits; NaN and negative rates are unknown. */
export function encodeRate(rate: number): number {
  if (!(rate >= 0)) return 0;
  const steps = NONE + Math.round((Math.log2(rate) - LOWEST_OCTAVE) * STEPS_PER_OCTAVE);
  return Math.max(NONE, Math.min(MOST, steps));
}

/** What encodeRate() was given, within 0.04 %; NaN where it is unknown. */
export function decodeRate(code: number): number {
  if (code === 0) return NaN;
  if (code === NONE) return 0;
  const steps = code - NONE;
  const octave = (steps / STEPS_PER_OCTAVE) | 0;
  return (OCTAVES[octave] as number) * (STEPS[steps - octave * STEPS_PER_OCTAVE] as number);
}
