// Makes texts that processes chose themselves harmless to whoever reads an export. Every writer uses this, and nothing else.

/** Control, format (bidi, zero width), surrogate, private and unassigned characters, and the two Unicode line ends. */
const UNSAFE = /[\p{C}\u2028\u2029]/gu;

/** A question mark for every character that is no visible text, as top(1) does it. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** A JSON string of the very same text: what is unsafe is written as \u escapes, so nothing is lost. */
export function safeJson(text: string): string {
  return JSON.stringify(text).replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return escaped;
}
