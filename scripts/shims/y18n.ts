// Stands in for y18n in the bundle: yargs' own English, without looking for translation files beside the program.

import { format } from 'node:util';

interface Translator {
  __: (text: string, ...values: unknown[]) => string;
  __n: (one: string, many: string, count: number, ...values: unknown[]) => string;
  setLocale: (locale: string) => void;
  getLocale: () => string;
  updateLocale: (texts: Record<string, string>) => void;
  locale: string;
}

export default function y18n(): Translator {
  // The only text that yargs' English says otherwise than its key.
  const texts = new Map([['Implications failed:', 'Missing dependent arguments:']]);
  return {
    __: (text, ...values) => format(texts.get(text) ?? text, ...values),
    __n: (one, many, count, ...values) => {
      const text = count === 1 ? one : many;
      const chosen = texts.get(text) ?? text;
      // y18n puts the count first, and only where the text has a place for it.
      return chosen.includes('%d') ? format(chosen, count, ...values) : format(chosen, ...values);
    },
    setLocale: () => undefined,
    getLocale: () => 'en',
    updateLocale: (update) => {
      for (const [key, text] of Object.entries(update)) texts.set(key, text);
    },
    locale: 'en',
  };
}
