import { clean } from '../world/live/clean.ts';
import { createRedactor } from '../world/live/redact.ts';
import type { Evidence } from './evidence.ts';
import { createHostHider } from './hosts.ts';

/** Words that this program chose itself, and looks up by: they are no text of anybody else's. */
const LITERALS = new Set([
  'kind',
  'step',
  'outcome',
  'tag',
  'because',
  'stage',
  'source',
  'form',
  'candidate',
  'ended',
  'role',
  'what',
  'name',
  'result',
  'notHeld',
  'writtenSince',
  'catalog',
]);

/** Clients redact before they throw; what slipped through, such as a password in a server's sentence, is hidden here. */
const ASSIGNED =
  /\b(pass(?:word|wd|phrase)?|pwd|secret|token|(?:private|public|api)[ _-]?key|authorization)(["']?\s*(?:[:=]|\bis\b)\s*)(?:(?:digest|basic|bearer)\s+)?("[^"]*"|'[^']*'|[^\s,;]+)/gi;
const hideAddresses = createRedactor([]);

export const hideSecrets = (text: string): string => hideAddresses(text).replace(ASSIGNED, '$1$2***');

/** Longest text of somebody else's that evidence carries, in characters. */
const LONGEST = 1000;

/**
 * Makes every text of an evidence fit to be handed on: one line, nothing that hides or is obeyed, no secret, and with `hosts`
 * neither host nor port. Those are the names that are known; what looks like one is hidden too.
 */
export function cleanse(evidence: Evidence, hosts: readonly string[] | undefined): Evidence {
  const { showId, namespace, target, kind } = evidence;
  const hideHosts = hosts && createHostHider(hosts, [namespace, showId, 'minuteback.shows', 'Node.js']);
  const fit = (text: string): string => {
    const safe = hideSecrets(clean(text, LONGEST));
    return hideHosts ? hideHosts(safe) : safe;
  };
  function walk(value: unknown): unknown {
    if (typeof value === 'string') return fit(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, LITERALS.has(key) ? inner : walk(inner)]),
    );
  }
  const cleansed = walk(evidence) as Evidence;
  // A live target names hosts by itself, in whatever form.
  const named = hideHosts && kind === 'live' ? HIDDEN_TARGET : cleansed.target;
  return { ...cleansed, target: target === '' ? target : named, namespace: hideSecrets(clean(namespace, LONGEST)) };
}

export const HIDDEN_TARGET = 'hidden';
