// Standard output of what prints and ends. Must never let a reader that went away (head, less) look like a failure.

/** sysexits(3) EX_IOERR: a full disk, a lost file system. */
const OUTPUT_ERROR = 74;

/**
 * From here on a closed pipe ends the program quietly, and any other error of writing with one line. `leave` ends the
 * program, where process.exit() cannot.
 */
export function guardOutput(leave: (code: number) => never = (code) => process.exit(code)): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') leave(0);
    process.stderr.write(`leaktop: cannot write: ${error.message}\n`);
    leave(OUTPUT_ERROR);
  });
}
