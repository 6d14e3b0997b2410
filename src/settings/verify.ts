import { SetupError } from '../errors.ts';
import type { ApiKey } from '../world/live/ops-manager/client.ts';
import { parseUrl } from '../world/live/ops-manager/url.ts';
import { shown } from './names.ts';
import type { Said } from './sayings.ts';

const UNSEEN = /[\s\p{Cc}\p{Cf}]/u;

/** Ops Manager makes public keys of eight letters and private keys of a UUID (https://www.mongodb.com/docs/ops-manager/current/tutorial/manage-programmatic-api-keys/). */
const LOOKS_PRIVATE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `which` completes "the ... key": it names no value, because either part may be the secret one. */
export function verifyKey({ publicKey, privateKey }: ApiKey, which: string): void {
  for (const [part, value] of [
    ['public', publicKey],
    ['private', privateKey],
  ] as const) {
    if (UNSEEN.test(value)) {
      throw new SetupError(`The ${part} part of the ${which} key holds a space or a line break: copy it again without`);
    }
  }
  if (LOOKS_PRIVATE.test(publicKey) && !LOOKS_PRIVATE.test(privateKey)) {
    throw new SetupError(
      `Public and private part of the ${which} key are swapped: give each in the place of the other`,
    );
  }
}

/** An id is 24 hexadecimal digits long; what nearly is one has lost or gained something while it was copied. */
const NEARLY_ID = /^[0-9a-f]{20,28}$/i;
const ID_DIGITS = 24;

/** Id or name of a project or a cluster. */
export function verifyPlaceName({ text, by }: Said): void {
  const problem =
    text.trim() === ''
      ? 'is empty'
      : /[\p{Cc}\p{Cf}]/u.test(text)
        ? 'holds characters that cannot be seen'
        : NEARLY_ID.test(text) && text.length !== ID_DIGITS
          ? `has ${text.length} digits, and an id has ${ID_DIGITS}: copy it again`
          : undefined;
  if (problem) throw new SetupError(`${by} ${shown(text)} ${problem}`);
}

/** With or without a port. */
export function verifyHost({ text, by }: Said): void {
  if (/^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.test(text)) return;
  throw new SetupError(`${by} ${shown(text)} is no name of a host: leave out what stands before and behind it`);
}

/** Throws a SetupError that does not repeat an address that cannot be used. */
export function verifyUrl({ text }: Said): void {
  parseUrl(text);
}
