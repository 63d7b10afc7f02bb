// Keeps an answer while what it is made of stays: much of what is shown once a second is the same for hours.
// Must never be given what depends on anything but its input, or changes what it answered.

/** The same function; asked again with an input of equal parts (Object.is), it gives the answer it gave before. */
export function rememberLast<Input extends object, Answer>(make: (input: Input) => Answer): (input: Input) => Answer {
  let last: { readonly input: Input; readonly answer: Answer } | null = null;
  return (input) => {
    if (last === null || !hasEqualParts(last.input, input)) last = { input, answer: make(input) };
    return last.answer;
  };
}

function hasEqualParts<Input extends object>(a: Input, b: Input): boolean {
  for (const key in a) if (!Object.is(a[key], b[key])) return false;
  for (const key in b) if (!(key in a)) return false;
  return true;
}
