// Signals of a full-screen program: stopped and continued by shell or user, ended from outside, resized.
// Only reports; what a signal means for the screen is the session's matter.

import { constants } from 'node:os';

/** Signals that end the program after the terminal was given back. */
const ENDING = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** If no SIGCONT came by then, the stop was refused: there is no shell to come back to (an orphaned process group). */
const REFUSED_STOP_MILLIS = 50;

export interface JobListener {
  /** Give the terminal back: the process stops when this returns. */
  leave(): void;
  /** The process goes on, in the foreground or on its way there; what the terminal shows is unknown. */
  enter(): void;
  ended(signal: string, code: number): void;
  resized(): void;
}

export class JobControl {
  readonly #listener: JobListener;
  readonly #handlers: [NodeJS.Signals, () => void][] = [];
  #stopping: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(listener: JobListener) {
    this.#listener = listener;
    for (const signal of ENDING) {
      this.#handlers.push([
        signal,
        () => {
          listener.ended(signal, 128 + constants.signals[signal]);
        },
      ]);
    }
    this.#handlers.push(['SIGCONT', this.#onContinue]);
    this.#handlers.push([
      'SIGWINCH',
      () => {
        listener.resized();
      },
    ]);
    for (const [signal, handler] of this.#handlers) process.on(signal, handler);
    process.on('SIGTSTP', this.#onStop);
  }

  get stopped(): boolean {
    return this.#stopping !== null;
  }

  /**
   * Stops as Ctrl-Z would in a program that leaves the terminal alone: the whole job, so that what was started with us
   * (npm, sudo, a script) stops too and the shell gets the terminal.
   */
  stopJob(): void {
    this.#stop(0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#stopping !== null) clearTimeout(this.#stopping);
    this.#stopping = null;
    for (const [signal, handler] of this.#handlers) process.removeListener(signal, handler);
    process.removeListener('SIGTSTP', this.#onStop);
  }

  readonly #onStop = (): void => {
    this.#stop(process.pid);
  };

  #stop(target: number): void {
    if (this.#stopping !== null || this.#closed) return;
    this.#listener.leave();
    // The timer also keeps the event loop alive until the process is continued.
    this.#stopping = setTimeout(this.#onContinue, REFUSED_STOP_MILLIS);
    // Without a listener the signal has its default effect.
    process.removeListener('SIGTSTP', this.#onStop);
    process.kill(target, 'SIGTSTP');
  }

  readonly #onContinue = (): void => {
    if (this.#closed) return;
    if (this.#stopping !== null) {
      clearTimeout(this.#stopping);
      this.#stopping = null;
      process.on('SIGTSTP', this.#onStop);
    }
    this.#listener.enter();
  };
}
