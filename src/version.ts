import { readFileSync } from 'node:fs';

/** Of this program, as servers see it in their logs. */
export function toVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
