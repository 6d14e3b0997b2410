import { SetupError } from '../../errors.ts';

/** A connection string by its places, as typed (https://www.mongodb.com/docs/manual/reference/connection-string/). */
export interface UriParts {
  readonly scheme: 'mongodb' | 'mongodb+srv';
  readonly user: string;
  readonly password: string;
  readonly hosts: readonly string[];
  /** By lower-case name; the last one counts. */
  readonly options: ReadonlyMap<string, string>;
}

/** No `@` after the hosts: it would be the end of a password with `/` or `?` in it, of which the rest would pass for a host. */
const FORM = /^(mongodb(?:\+srv)?):\/\/(?:([^/?]*)@)?([^/?@]+)(?:\/[^?@]*)?(?:\?([^@]*))?$/;

const ESCAPE = 'Escape each of @ : / ? # [ ] % in user and password: @ as %40, / as %2F and so on';
const BEGIN = 'Begin it with mongodb:// or mongodb+srv://';
const MOST_PORT = 65_535;

/** A reserved character, or a `%` that begins no escape: https://www.mongodb.com/docs/manual/reference/connection-string/#standard-connection-string-format */
const UNESCAPED = /[:/?#[\]@]|%(?![0-9a-f]{2})/i;

type Problem = readonly [problem: string, ...nextSteps: readonly string[]];

function problemOfForm(uri: string): Problem | undefined {
  if (uri === '') return ['is empty', 'Give it as mongodb://host:27017'];
  if (/[\s\p{Cc}\p{Cf}]/u.test(uri)) {
    return ['holds a space, a line break or a character that cannot be seen', 'Paste it again without'];
  }
  if (/^https?:\/\//i.test(uri)) return ['is the address of a web page', BEGIN];
  if (!/^mongodb(?:\+srv)?:\/\//.test(uri)) return ['does not begin with mongodb:// or mongodb+srv://', BEGIN];
  if (/^[^/]*\/\/(?:[^@/?]*@)?(?:[/?]|$)/.test(uri)) return ['names no host', 'Give it as mongodb://host:27017'];
  return FORM.test(uri) ? undefined : ['has a user or a password in which something is not escaped', ESCAPE];
}

/** IPv6 stands in brackets, because its colons would pass for the one before a port. */
function problemOfHost(host: string): Problem | undefined {
  if (host === '') return ['names no host where a comma stands', 'Take out the comma that is too many'];
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? [];
  if (port?.includes(':')) return ['has an IPv6 address without brackets', 'Write it as mongodb://[::1]:27017'];
  if (name === '') return ['names no host before a port', 'Give it as mongodb://host:27017'];
  if (port === undefined) return undefined;
  const isPort = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= MOST_PORT;
  return isPort
    ? undefined
    : [`has a port that is not a number from 1 to ${MOST_PORT}`, 'Check the ports of its hosts'];
}

/** https://www.mongodb.com/docs/manual/reference/connection-string/#srv-connection-format */
function problemOfSrv(hosts: readonly string[]): Problem | undefined {
  if (hosts.length > 1) return ['names several hosts, and mongodb+srv:// stands for one', 'Begin it with mongodb://'];
  if (hosts[0]?.includes(':')) return ['has a port, and mongodb+srv:// takes none', 'Leave out the port'];
  return undefined;
}

function problemOfOptions({ hosts, options }: UriParts): Problem | undefined {
  if (options.get('loadbalanced') === 'true') {
    return [
      'is for a load balancer, behind which no single set can be followed',
      'Name the members of the set instead',
    ];
  }
  if (options.get('directconnection') === 'true' && hosts.length > 1) {
    return ['has several hosts and directConnection=true, which is for one', 'Leave out directConnection'];
  }
  return undefined;
}

function refuse([problem, ...nextSteps]: Problem): never {
  throw new SetupError(`The connection string ${problem}`, { nextSteps });
}

function toParts(uri: string): UriParts {
  const [, scheme = '', userPart = '', hosts = '', query = ''] = FORM.exec(uri) ?? [];
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/.exec(userPart) ?? [];
  const options = new Map(
    query.split('&').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.toLowerCase(), value.join('=')] as const;
    }),
  );
  return { scheme: scheme as UriParts['scheme'], user, password, hosts: hosts.split(','), options };
}

/** Throws a `SetupError` for the first thing that is wrong with it, which repeats nothing of it: anything may be a password. */
export function takeApart(uri: string): UriParts {
  const badForm = problemOfForm(uri);
  if (badForm) refuse(badForm);
  const parts = toParts(uri);
  if (UNESCAPED.test(parts.user) || UNESCAPED.test(parts.password)) {
    refuse(['has a user or a password in which something is not escaped', ESCAPE]);
  }
  const isSrv = parts.scheme === 'mongodb+srv';
  const bad = (isSrv && problemOfSrv(parts.hosts)) || parts.hosts.map(problemOfHost).find((problem) => problem);
  const problem = bad || problemOfOptions(parts);
  if (problem) refuse(problem);
  return parts;
}
