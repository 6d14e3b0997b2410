import { SetupError } from '../../../errors.ts';

const AS_IN_BROWSER = 'Give it up to the port, as in https://om.example.com:8443';

/** A page of the browser, or the API itself, was copied along with the address. */
const BEHIND_ADDRESS = /^\/(?:v2|api|account|user|admin)(?:\/|$)/;

function problemOf(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) return 'holds a space, a line break or a character that cannot be seen';
  if (!/^https?:\/\//i.test(text)) return 'does not begin with https:// or http://';
  if (!URL.canParse(text)) return 'is no address of a server: check host and port';
  const { username, password, search, hash, pathname } = new URL(text);
  if (username !== '' || password !== '') return 'holds a user or a password, which it must not';
  if (search !== '' || hash !== '' || BEHIND_ADDRESS.test(pathname)) return 'goes on behind the server';
  return undefined;
}

/** The address as in the browser, with a path before the API's if there is one. Throws a `SetupError` that does not repeat it. */
export function parseUrl(text: string): URL {
  const problem = problemOf(text);
  if (problem === undefined) return new URL(text);
  throw new SetupError(`The address of Ops Manager ${problem}`, { nextSteps: [AS_IN_BROWSER] });
}
