// Inline progress with a spinner, for commands that take a moment. Loaded lazily: ink costs 160 ms.
// Must never run while the full screen is up, and leaves no line behind: the report follows in its place.

import { useEffect, useState, type ReactElement } from 'react';
import { Box, render, Text, useApp } from 'ink';
import Spinner from 'ink-spinner';

export interface Step<T> {
  readonly title: string;
  readonly run: () => Promise<T>;
}

/** Runs the steps one after the other and shows which one is under way. Rejects when a step does. */
export async function runSteps<T>(steps: readonly Step<T>[]): Promise<T[]> {
  const results: T[] = [];
  const app = render(<Progress steps={steps} onResult={(result) => results.push(result as T)} />, { patchConsole: false });
  await app.waitUntilExit();
  return results;
}

interface ProgressProps {
  readonly steps: readonly Step<unknown>[];
  readonly onResult: (result: unknown) => void;
}

function Progress({ steps, onResult }: ProgressProps): ReactElement | null {
  const { exit } = useApp();
  const [at, setAt] = useState(0);
  useEffect(() => {
    const step = steps[at];
    if (step === undefined) {
      exit();
      return;
    }
    step.run().then(
      (result) => {
        onResult(result);
        setAt(at + 1);
      },
      (error: unknown) => {
        exit(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }, [at, exit, onResult, steps]);
  const step = steps[at];
  if (step === undefined) return null;
  return (
    <Box>
      <Text color="cyan">
        <Spinner type="line" />
      </Text>
      <Text> {step.title}</Text>
    </Box>
  );
}
