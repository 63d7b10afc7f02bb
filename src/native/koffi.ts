// Owns the loading of koffi, the one native dependency: lazily, at the first call that needs it, and optional.
// Must never be loaded at start-up: only the exit past a stuck thread, signals by pidfd and doctor come here.

import { createRequire } from 'node:module';
import { constants } from 'node:os';
import type * as KoffiModule from 'koffi';
import { undisturbed } from './undisturbed.ts';

type Koffi = typeof KoffiModule;

export type Loaded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

let loaded: Loaded<Koffi> | undefined;

/** koffi, or why it cannot be had here (not installed, no binary for this platform). Tried once. */
export function loadKoffi(): Loaded<Koffi> {
  loaded ??= tryLoad();
  return loaded;
}

/** The name of an errno number, as errno(3) spells it; `errno N` where this platform has no such number. */
export function errnoName(number: number): string {
  for (const [name, value] of Object.entries(constants.errno)) if (value === number) return name;
  return `errno ${number}`;
}

function tryLoad(): Loaded<Koffi> {
  try {
    const require = createRequire(import.meta.url);
    return { ok: true, value: undisturbed(() => require('koffi') as Koffi) };
  } catch (error) {
    const [firstLine] = String(error instanceof Error ? error.message : error).split('\n');
    return { ok: false, reason: `koffi cannot be loaded: ${firstLine ?? 'unknown reason'}` };
  }
}
