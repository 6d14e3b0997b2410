/** Takes names of hosts, and ports, out of a text. */
export type HideHosts = (text: string) => string;

/** Under these keys journal and recording name hosts or processes, alone or in lists. */
const NAMING = new Set(['host', 'hosts', 'member', 'machine', 'process', 'primary']);

const ADDRESS = /^(.*?):(\d{1,5})$/;

/** Hosts of the addresses in the name of a target: `mongodb://a:1,b:2/?replicaSet=rs https://om:8443 project/cluster`. */
const hostsOfTarget = (target: string): readonly string[] =>
  [...target.matchAll(/\b[a-z+]+:\/\/([^/?#\s]+)/g)].flatMap(([, hosts = '']) => hosts.split(','));

/** So a refusal names whoever has the set: a machine by its bare name, which looks like no host. */
const HOLDER = /\bheld by show \S+ on (\S+) \(process \d+\)/g;

/** Every name of a host that a journal or a recording tells by field, with its port where it has one. */
export function collectHosts(value: unknown): readonly string[] {
  const found = new Set<string>();
  const take = (text: string): void => {
    if (text !== '') found.add(text);
  };
  function walk(at: unknown, naming: boolean): void {
    if (typeof at === 'string') {
      if (naming) take(at);
      for (const [, holder = ''] of at.matchAll(HOLDER)) take(holder);
    } else if (Array.isArray(at)) {
      for (const one of at) walk(one, naming);
    } else if (typeof at === 'object' && at !== null) {
      const { kind, where, achieved, name, target } = at as Readonly<Record<string, unknown>>;
      // A store of MongoDB names its hosts in `where`; a process of automation is named after its host.
      if (typeof where === 'string' && kind !== 'fileSystem') for (const one of where.split(/[\s,/]+/)) take(one);
      if (typeof target === 'string') hostsOfTarget(target).forEach(take);
      if (typeof name === 'string' && achieved !== undefined) take(name);
      for (const [key, inner] of Object.entries(at)) walk(inner, NAMING.has(key));
    }
  }
  walk(value, false);
  return [...found];
}

/** What looks like a host where it is not known by name: in the words of servers and libraries. */
const PATTERNS = [
  // The rest of an address with a scheme may name anything.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi,
  /\[[0-9a-f:.]*:[0-9a-f:.]*\](?::\d{1,5})?/gi,
  /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi,
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])/g,
  /(?<![\w.-])(?=[\w.-]*[a-z])[a-z0-9_](?:[\w-]*\.)*[\w-]*:\d{2,5}(?!\d)/gi,
  /(?<![\w.@-])[a-z0-9_](?:[\w-]*\.)+[a-z]{2,}(?![\w-])/gi,
] as const;

/** `14:03:27` is a time and no address of IPv6. */
const TIME = /^\d{1,2}:\d\d(?::\d\d)?$/;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Gives each host a number: `host-1:port` for an address, `host-1` for a name alone. Texts in `kept` stand as they are, such as
 * our namespace, which looks like a host. What only looks like one is hidden as well.
 */
export function createHostHider(known: readonly string[], kept: readonly string[] = []): HideHosts {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const key = name.toLowerCase();
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  };
  const names = new Map<string, string>();
  for (const address of known) {
    const [, name, port] = ADDRESS.exec(address) ?? [];
    const alias = `host-${numberOf(address)}`;
    names.set(address.toLowerCase(), port === undefined ? alias : `${alias}:port`);
    if (name && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), alias);
  }
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  const byName =
    longestFirst.length === 0
      ? undefined
      : new RegExp(`(?<![\\w.-])(?:${longestFirst.map(escaped).join('|')})(?![\\w-]|\\.\\w)`, 'gi');
  const spared = new Set(kept.map((text) => text.toLowerCase()));

  const hidden = (match: string): string => {
    if (spared.has(match.toLowerCase()) || TIME.test(match)) return match;
    const [, , port] = ADDRESS.exec(match) ?? [];
    return `host-${numberOf(match)}${port === undefined ? '' : ':port'}`;
  };
  return (text) => {
    const named = byName ? text.replace(byName, (match) => names.get(match.toLowerCase())!) : text;
    return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, hidden), named);
  };
}
