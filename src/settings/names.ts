import { SetupError } from '../errors.ts';

/** Quoted, escaped and cut: what somebody typed is not trusted on a terminal. */
export const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

const SYSTEM_DATABASES = ['admin', 'local', 'config', 'minuteback'];

/** By https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions, and never a database of the system or our own. */
export function toDatabaseName(name: string): string {
  const problem =
    name === ''
      ? 'is empty'
      : Buffer.byteLength(name) > 63
        ? 'is longer than 63 bytes'
        : /[/\\. "$*<>:|?\0]/.test(name)
          ? 'holds one of / \\ . " $ * < > : | ? or a space, which MongoDB forbids'
          : /[\p{Cc}\p{Cf}]/u.test(name)
            ? 'holds characters that cannot be seen'
            : SYSTEM_DATABASES.includes(name.toLowerCase())
              ? 'is not for documents that are deleted'
              : undefined;
  if (problem) throw new SetupError(`The database name ${shown(name)} ${problem}: choose another with --db`);
  return name;
}

/** A collection of that database. */
export function toCollectionName(name: string, db: string): string {
  const problem =
    name === ''
      ? 'is empty'
      : Buffer.byteLength(`${db}.${name}`) > 255
        ? 'makes a namespace longer than 255 bytes'
        : /[$\0]/.test(name) ||
            name.startsWith('system.') ||
            name.startsWith('.') ||
            name.endsWith('.') ||
            name.includes('..')
          ? 'holds $, begins with system. or has a dot in a wrong place, which MongoDB forbids'
          : /[\p{Cc}\p{Cf}]/u.test(name)
            ? 'holds characters that cannot be seen'
            : undefined;
  if (problem) throw new SetupError(`The collection name ${shown(name)} ${problem}: choose another with --coll`);
  return name;
}
