// The two numbers that /proc's texts are counted in, page size and clock ticks, as the kernel tells them.
// Must never assume them where they can be read.

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import type { MachineConstants } from '../source.ts';

const AT_NULL = 0;
const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/**
 * From the auxiliary vector (getauxval(3)) below `root`, or else of this process. Undefined when neither can be read:
 * then `reason` holds why.
 */
export function readConstants(root: string): { constants: MachineConstants } | { constants: undefined; reason: string } {
  let reason = '';
  for (const path of new Set([join(root, 'proc/self/auxv'), '/proc/self/auxv'])) {
    try {
      const constants = parseAuxv(readFileSync(path), endianness());
      if (constants !== undefined) return { constants };
      reason ||= `${path} holds no page size or clock ticks`;
    } catch (error) {
      reason ||= (error as Error).message;
    }
  }
  return { constants: undefined, reason };
}

/** Parses an auxiliary vector of 64-bit words, or of 32-bit words where that gives nothing sensible. */
export function parseAuxv(bytes: Buffer, order: 'LE' | 'BE'): MachineConstants | undefined {
  return parseWords(bytes, order, 8) ?? parseWords(bytes, order, 4);
}

function parseWords(bytes: Buffer, order: 'LE' | 'BE', wordBytes: 4 | 8): MachineConstants | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = order === 'LE';
  const word = (at: number): number =>
    wordBytes === 8 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  let pageBytes = 0;
  let ticksPerSecond = 0;
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes) {
    const type = word(at);
    if (type === AT_NULL) break;
    if (type === AT_PAGESZ) pageBytes = word(at + wordBytes);
    if (type === AT_CLKTCK) ticksPerSecond = word(at + wordBytes);
  }
  const isPage = pageBytes >= 1024 && pageBytes <= 2 ** 24 && Number.isInteger(Math.log2(pageBytes));
  const isTick = ticksPerSecond >= 1 && ticksPerSecond <= 100_000;
  return isPage && isTick ? { pageBytes, ticksPerSecond } : undefined;
}
