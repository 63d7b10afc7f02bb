// A bar is a figure a bench must keep to; `--check` makes a missed one an error.

let missed = 0;

/** Prints a figure against its bar, which it must not exceed. */
export function bar(what: string, figure: number, atMost: number, unit = ''): void {
  const kept = figure <= atMost;
  if (!kept) missed++;
  console.log(`${kept ? 'ok  ' : 'MISS'} ${what}: ${figure.toFixed(2)}${unit} (at most ${atMost}${unit})`);
}

/** Call at the end of a bench: with --check a missed bar is exit code 1. */
export function finishBars(): void {
  if (missed > 0 && process.argv.includes('--check')) process.exitCode = 1;
}
