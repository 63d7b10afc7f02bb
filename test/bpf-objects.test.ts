// What is committed is what the sources say: nobody who installs leaktop compiles them.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { bpfPrograms, buildBpf } from '../scripts/build-bpf.ts';
import { requires } from './support/require.ts';

const committed = resolve(import.meta.dirname, '../assets/bpf');

describe('BPF objects', () => {
  it('are there for every program, and no others', () => {
    assert.deepEqual(readdirSync(committed).sort(), bpfPrograms().map((name) => `${name}.bpf.o`));
  });

  it('have the sections that the compiler of Debian 12 makes of the sources (npm run build:bpf writes them)', requires('bpf-compiler'), () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaktop-bpf-'));
    try {
      buildBpf(folder);
      for (const name of bpfPrograms()) {
        const [ours, built] = [committed, folder].map((one) => sectionsOf(readFileSync(join(one, `${name}.bpf.o`))));
        assert.ok([...(ours?.keys() ?? [])].includes('.BTF'));
        assert.deepEqual(ours, built, name);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('hold no folder of the machine they were made on', () => {
    for (const name of bpfPrograms()) {
      const texts = readFileSync(join(committed, `${name}.bpf.o`), 'latin1').match(/[ -~]{4,}/g) ?? [];
      assert.deepEqual(texts.filter((text) => /^\/(?!\*|usr\/include\/bpf\/)/.test(text)), []);
    }
  });
});

/** Name → bytes of each section of a 64-bit little-endian ELF file, elf(5). */
function sectionsOf(file: Buffer): Map<string, string> {
  const table = Number(file.readBigUInt64LE(40));
  const size = file.readUInt16LE(58);
  const headers = Array.from({ length: file.readUInt16LE(60) }, (_, i) => file.subarray(table + i * size, table + (i + 1) * size));
  const bytesOf = (header: Buffer): Buffer => {
    const at = Number(header.readBigUInt64LE(24));
    return file.subarray(at, at + Number(header.readBigUInt64LE(32)));
  };
  const names = bytesOf(headers[file.readUInt16LE(62)] as Buffer);
  return new Map(
    headers.map((header) => {
      const name = names.subarray(header.readUInt32LE(0));
      return [name.toString('latin1', 0, name.indexOf(0)), bytesOf(header).toString('hex')] as const;
    }),
  );
}
