import { Box } from 'ink';
import type { Stores } from '../../src/proof/facts.ts';
import { copyOf } from '../../src/wizard/copy/by-hand.ts';
import {
  appdbLines,
  DAEMONS,
  daemonWords,
  MANAGED,
  NO_DAEMON,
  NO_KEY,
  NOT_ASKED,
  OPLOG_STORES,
  OPTION,
  READING_STORES,
  SNAPSHOT_STORES,
  STORE_OPTIONS,
  storeWords,
} from '../../src/wizard/copy/stores.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { Meaning } from '../theme.ts';
import type { ScreenProps } from './props.ts';

export function StoresScreen({ state, height }: ScreenProps) {
  const phase = phaseOf(state, 'stores');
  const stores = state.show.results.stores?.stores;
  const appdb = appdbLines(stores, state.about.appdbHost);
  return (
    <StepBody copy={copyOf(state, 'stores')} phase={phase} height={height}>
      {phase.tag === 'running' && !stores && <Line as="accent">{READING_STORES}</Line>}
      {stores?.tag === 'noKey' && <Line as="warn">{NO_KEY}</Line>}
      {stores?.tag === 'managed' && <Line>{MANAGED}</Line>}
      {stores?.tag === 'notAsked' && <Line as="warn">{NOT_ASKED}</Line>}
      <Options title={SNAPSHOT_STORES} of="snapshots" stores={stores} />
      <Box marginTop={1} flexShrink={0}>
        <Options title={OPLOG_STORES} of="oplog" stores={stores} />
      </Box>
      {stores?.tag === 'stores' && <Daemons daemons={stores.daemons} />}
      {appdb.length > 0 && (
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          {appdb.map((line) => (
            <Line key={line} as={appdb.length > 1 ? 'warn' : 'plain'}>
              {line}
            </Line>
          ))}
        </Box>
      )}
    </StepBody>
  );
}

const NAME_WIDTH = Math.max(...STORE_OPTIONS.map(({ name }) => name.length)) + 3;

interface OptionsProps {
  readonly title: string;
  readonly of: 'snapshots' | 'oplog';
  readonly stores: Stores | undefined;
}

interface OptionLine {
  readonly key: string;
  readonly sign: string;
  readonly name: string;
  readonly words: string;
  readonly as: Meaning;
}

/** All that is possible; what exists says where, the rest that it is an option. */
function Options({ title, of, stores }: OptionsProps) {
  const existing = stores?.tag === 'stores' ? stores.stores : [];
  const lines = STORE_OPTIONS.filter((option) => option.of === of).flatMap(({ kind, name, what }): OptionLine[] => {
    const found = existing.filter((store) => store.kind === kind);
    if (found.length === 0) return [{ key: kind, sign: '•', name, words: `${OPTION}: ${what}`, as: 'plain' }];
    return found.map((store) => ({
      key: store.id,
      sign: store.assignable ? '✓' : '!',
      name,
      words: storeWords(store),
      as: store.assignable ? 'good' : 'warn',
    }));
  });
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as="strong">{title}</Line>
      {lines.map(({ key, sign, name, words, as }) => (
        <Line key={key} as={as}>{`  ${sign} ${name.padEnd(NAME_WIDTH)}${words}`}</Line>
      ))}
    </Box>
  );
}

function Daemons({ daemons }: Pick<Extract<Stores, { tag: 'stores' }>, 'daemons'>) {
  return (
    <Box marginTop={1} flexDirection="column" flexShrink={0}>
      {daemons.length === 0 && <Line>{`  • ${DAEMONS}: ${NO_DAEMON}`}</Line>}
      {daemons.map(({ machine, headDirectory, assignable }) => (
        <Line key={machine} as={assignable ? 'good' : 'warn'}>
          {`  ${assignable ? '✓' : '!'} ${DAEMONS}: ${daemonWords(machine, headDirectory)}`}
        </Line>
      ))}
    </Box>
  );
}
