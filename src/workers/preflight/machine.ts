import type { AddressFacts, NameLook } from '../../proof/looks.ts';
import type { TerminalFacts } from '../worker.ts';
import type { Finding } from './finding.ts';
import { bad, counted, good, names, unproved, warning } from './finding.ts';

/*
 * The machine that the show is presented from, and what was typed on it.
 */

/** Ink 8 asks for it; older ones run, and say so. */
const NODE_WANTED = 22;

/** The smallest terminal that every screen is drawn for. */
const SMALLEST = { columns: 80, rows: 24 };

export function judgeNode(version: string): Finding {
  const seen = `Node.js ${version}`;
  return Number(version.split('.')[0]) >= NODE_WANTED
    ? good(seen)
    : warning(seen, `Use Node.js ${NODE_WANTED} or 24 on stage`);
}

export function judgeTerminal(terminal: TerminalFacts | undefined): Finding {
  if (terminal?.lines) return good('the show is told in lines, which need no size');
  if (!terminal?.isTerminal) {
    return unproved('this output is no terminal: a show is told in lines', 'Run it in the terminal of the show');
  }
  const { columns, rows, term, colors } = terminal;
  const size = `${columns} columns, ${rows} rows`;
  if (term === undefined || term === 'dumb') {
    return warning(`TERM is ${term ?? 'not set'}: a show is told in lines`, 'Set TERM to what the terminal is');
  }
  if (terminal.locale !== undefined) {
    return warning(
      `the locale is ${terminal.locale}, which is not UTF-8`,
      'Set LC_ALL=C.UTF-8, or signs may be drawn wrong',
    );
  }
  const seen = `${size}, ${term}, ${colors > 1 ? `${colors} colours` : 'no colours'}`;
  const isSmall = columns < SMALLEST.columns || rows < SMALLEST.rows;
  return isSmall ? warning(seen, `Make it ${SMALLEST.columns} by ${SMALLEST.rows} at least`) : good(seen);
}

/** Of a rehearsal's own two servers nobody minds that they are not encrypted. */
export function judgeAddress({ tls, overrides, seeds, srv }: AddressFacts, isRehearsal: boolean): Finding {
  const typed = srv ? `the members of ${seeds[0]} (SRV)` : names(seeds, seeds.length === 2 ? 2 : 1);
  const ways = { on: 'encrypted', off: 'not encrypted', unchecked: 'encrypted, certificates unchecked' } as const;
  const seen = `${typed}, ${ways[tls]}`;
  const changed = overrides.map(({ option, said, used }) => `${option}=${said} is not used, but ${used}`);
  if (changed.length > 0) return warning(`${seen}; ${changed.join('; ')}`, 'Leave it out: the show rests on it');
  if (isRehearsal || tls === 'on') return good(seen);
  return tls === 'off'
    ? warning(seen, 'Add tls=true to the connection string where the set offers it')
    : warning(seen, 'Name the authority with tlsCAFile, so that the members are known for who they are');
}

export function judgeNames(looks: readonly NameLook[]): Finding {
  const unknown = looks.filter(({ addresses }) => addresses.length === 0);
  if (unknown.length === 0) return good(`${counted(looks.length, 'name')} resolved`);
  return bad(
    unknown.map(({ host, why }) => `${host}: ${why ?? 'its name cannot be resolved from here'}`).join('; '),
    'Make these names resolvable from this machine, e.g. in its hosts file',
  );
}
