// Keys otherwise than declared, for fingers that know htop: where the two differ, its meaning wins. An empty list leaves a
// command to the palette. A test holds that a preset leaves no command without a word about it.

import type { KeyPreset } from '../core/settings.ts';
import type { KeyChoices } from './key-remap.ts';

export const KEY_CHOICES: Readonly<Record<KeyPreset, KeyChoices>> = {
  top: {},
  htop: {
    'select-up': ['up', 'A-k'],
    'select-down': ['down', 'A-j'],
    'columns-left': ['left', 'A-h'],
    'columns-right': ['right', 'A-l'],
    fields: ['f2', 'S', 'C', 'f'],
    'cumulative-time': [],
    coordinates: [],
    locate: ['f3', '/', 'L'],
    query: ['Q'],
    forest: ['f5', 't', 'V'],
    'cpu-meters': [],
    'sort-list': ['f6', '<', '>', '.', ','],
    'sort-left': [],
    'sort-right': [],
    'nice-down': ['f7', ']'],
    'nice-up': ['f8', '['],
    'reverse-sort': ['I', 'R'],
    'solaris-mode': [],
    'command-line': ['p', 'c'],
    pause: ['Z'],
  },
};
