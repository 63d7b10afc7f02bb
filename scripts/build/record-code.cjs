// Preloaded into a run of the built program, in each of its threads: keeps what V8 has compiled of the programs by the
// time the first frames are out. V8 takes it back only under the flags of the time, so they stay as they are.

'use strict';
const { renameSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

/** From when it was loaded: two frames of an ordinary machine; a slower one keeps less. */
const RUN_MILLIS = 700;

const folder = process.env.LEAKTOP_CODE_FOLDER;
v8.setFlagsFromString = () => {};
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    setTimeout(() => keep(basename(options.filename, '.js'), this), RUN_MILLIS).unref();
  }
};

function keep(name, script) {
  const file = join(folder, name);
  writeFileSync(`${file}.part`, script.createCachedData());
  renameSync(`${file}.part`, file);
}
