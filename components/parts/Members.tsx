import { Box } from 'ink';
import type { Member } from '../../src/proof/facts.ts';
import { moreMembers } from '../../src/wizard/copy/restore-run.ts';
import { ROLES } from '../../src/wizard/copy/stats.ts';
import type { Meaning } from '../theme.ts';
import { Line } from './Line.tsx';

const SIGNS: { readonly [R in Member['role']]: { readonly sign: string; readonly as: Meaning } } = {
  primary: { sign: '✓', as: 'good' },
  secondary: { sign: '✓', as: 'good' },
  other: { sign: '→', as: 'warn' },
  down: { sign: '✗', as: 'bad' },
};

/** `node1:27017` for `node1.demo.test:27017`, where that still tells the hosts apart; an address stays whole. */
export function shortHosts(hosts: readonly string[]): readonly string[] {
  const short = hosts.map((host) => (/^\d|\[/.test(host) ? host : host.replace(/\.[^:]*/, '')));
  return new Set(short).size === hosts.length ? short : hosts;
}

interface MembersProps {
  readonly members: readonly Member[];
  /** Lines at most. */
  readonly most: number;
}

/** One line for each member: where it is, and its role in words. */
export function Members({ members, most }: MembersProps) {
  const shown = members.length > most ? members.slice(0, most - 1) : members;
  const hosts = shortHosts(members.map(({ host }) => host));
  const width = Math.max(0, ...hosts.map(({ length }) => length));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {shown.map(({ host, role }, k) => (
        <Line key={host} as={SIGNS[role].as}>
          {`${hosts[k]!.padEnd(width)} ${SIGNS[role].sign} ${ROLES[role]}`}
        </Line>
      ))}
      {shown.length < members.length && <Line as="quiet">{moreMembers(members.length - shown.length)}</Line>}
    </Box>
  );
}
