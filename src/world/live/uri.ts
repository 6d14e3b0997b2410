import type { AddressFacts } from '../../proof/looks.ts';
import { takeApart } from './uri-form.ts';
import { toOverrides } from './uri-options.ts';

/** A connection string taken apart (https://www.mongodb.com/docs/manual/reference/connection-string/). */
export interface Address {
  readonly srv: boolean;
  /** `host:port` as typed, the default port added; a single name without port for SRV. */
  readonly seeds: readonly string[];
  readonly setName: string | undefined;
  /** Whose password the server will want: named, and not known by a certificate or a ticket instead. Undefined when it is there. */
  readonly lacksPasswordOf: string | undefined;
  /** What must never be shown: the password, as typed and decoded, and secrets among the options. */
  readonly secrets: readonly string[];
  /** Scheme and hosts alone, with the set's name where it is given. */
  readonly shown: string;
  readonly tls: AddressFacts['tls'];
  readonly namesUser: boolean;
  readonly overrides: AddressFacts['overrides'];
}

const DEFAULT_PORT = 27017;

/** They know the user by other means: https://www.mongodb.com/docs/manual/reference/connection-string-options/#authentication-options */
const WITHOUT_PASSWORD = ['MONGODB-X509', 'GSSAPI', 'MONGODB-OIDC'];

const SECRET_OPTIONS = ['tlscertificatekeyfilepassword', 'proxypassword'];
/** Of what else stands among the properties of a mechanism nothing opens a door. */
const SECRET_PROPERTY = /(?:^|,)AWS_SESSION_TOKEN(?::|%3A)([^,]*)/i;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** SRV implies TLS (https://www.mongodb.com/docs/manual/reference/connection-string/#srv-connection-format). */
function toTls(srv: boolean, options: ReadonlyMap<string, string>): AddressFacts['tls'] {
  const said = options.get('tls') ?? options.get('ssl');
  if (said === 'false' || (said === undefined && !srv)) return 'off';
  const unchecked = ['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames'];
  return unchecked.some((name) => options.get(name) === 'true') ? 'unchecked' : 'on';
}

const withPort = (host: string): string => (/:\d+$/.test(host) ? host : `${host}:${DEFAULT_PORT}`);

/** Throws a `SetupError` that repeats nothing of it when it is no connection string of a replica set. */
export function parseUri(uri: string): Address {
  const { scheme, user, password, hosts, options } = takeApart(uri);
  const srv = scheme === 'mongodb+srv';
  const setName = options.get('replicaset');
  const mechanism = decode(options.get('authmechanism') ?? '').toUpperCase();
  const [, token = ''] = SECRET_PROPERTY.exec(options.get('authmechanismproperties') ?? '') ?? [];
  const typed = [password, token, ...SECRET_OPTIONS.map((name) => options.get(name) ?? '')];
  return {
    srv,
    seeds: srv ? hosts : hosts.map(withPort),
    setName: setName === undefined ? undefined : decode(setName),
    lacksPasswordOf: user === '' || password !== '' || WITHOUT_PASSWORD.includes(mechanism) ? undefined : decode(user),
    secrets: [...new Set(typed.flatMap((secret) => [secret, decode(secret)]))].filter((secret) => secret !== ''),
    shown: `${scheme}://${hosts.join(',')}/${setName === undefined ? '' : `?replicaSet=${setName}`}`,
    tls: toTls(srv, options),
    namesUser: user !== '' || mechanism === 'MONGODB-X509',
    overrides: toOverrides(options),
  };
}

/** The same string with the password of its user, which it lacks. */
export const withPassword = (uri: string, password: string): string =>
  uri.replace(/^([^/]*\/\/[^/?@:]*):?@/, (_all, front: string) => `${front}:${encodeURIComponent(password)}@`);

/** What may be shown of it. */
export function toAddressFacts({ srv, seeds, setName, tls, namesUser, overrides }: Address): AddressFacts {
  return { srv, seeds, tls, namesUser, overrides, ...(setName === undefined ? {} : { setName }) };
}
