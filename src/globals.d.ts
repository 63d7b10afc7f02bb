// What the build puts in by name. In a run from the sources (tsx, unit tests) these names do not exist: ask with `typeof`.

/** The version in package.json. */
declare const __LEAKTOP_VERSION__: string;
