/** Longest text of somebody else's that a message carries, in characters. */
const LONGEST = 400;

/** CSI, then OSC and other strings, then the rest of the escape sequences, in their 7-bit and 8-bit forms (ECMA-48). */
const SEQUENCES = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?`,
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?`,
    String.raw`\u001b[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);

/** Bidirectional controls and characters without width, which make text read otherwise than it is. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Makes a stranger's text fit for a terminal: one line, nothing that a terminal obeys or that hides, at most `longest` characters. */
export function clean(text: string, longest = LONGEST): string {
  const plain = text
    .replace(SEQUENCES, '')
    .replace(INVISIBLE, '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : plain;
}
