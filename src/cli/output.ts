// Standard output of what prints and ends. Must never let a reader that went away (head, less) look like a failure.

/** sysexits(3) EX_IOERR: a full disk, a lost file system. */
const OUTPUT_ERROR = 74;

/** From here on a closed pipe ends the program quietly, and any other error of writing with one line. */
export function guardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`leaktop: cannot write: ${error.message}\n`);
    process.exit(OUTPUT_ERROR);
  });
}
