/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** A shorter secret cannot be told from ordinary words; it is still hidden where it stands in an address. */
const SHORTEST_SECRET = 4;

/** The user part of an address: everything between `//` and the last `@` before the path, with the scheme or without it. */
const USER_PART = /(\/\/)[^\s/?#]*@/g;
const BARE_USER_PART = /[^\s/:@]+:[^\s/@]+@(?=[\w.[-])/g;

function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** Knows the secrets of this run; each is hidden in whatever spelling a server or a library may echo it. */
export function createRedactor(secrets: readonly (string | undefined)[]): Redact {
  const known = [...new Set(secrets.flatMap((secret) => (secret ? spellings(secret) : [])))]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const hidden = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
    return hidden.replace(USER_PART, `$1${HIDDEN}@`).replace(BARE_USER_PART, `${HIDDEN}@`);
  };
}
