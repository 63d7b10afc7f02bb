// Keys otherwise than declared, for fingers that know htop: where the two differ, its meaning wins. An empty list leaves a
// command to the palette. A test holds that a preset leaves no command without a word about it.

import type { KeyPreset } from '../core/settings.ts';
import type { KeyChoices } from './key-remap.ts';

export const KEY_CHOICES: Readonly<Record<KeyPreset, KeyChoices>> = {
  top: {},
  htop: {
    'command-line': ['p', 'c'],
    pause: ['Z'],
    'reverse-sort': ['I', 'R'],
    'solaris-mode': [],
    'sort-list': ['f6', '.', ','],
    fields: ['f2', 'S', 'C'],
    'nice-down': ['f7', ']'],
    'nice-up': ['f8', '['],
  },
};
