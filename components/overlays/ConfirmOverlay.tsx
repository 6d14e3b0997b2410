import { Text } from 'ink';
import { CONFIRM, questionLines, Y_OR_NOT } from '../../src/wizard/copy/overlays.ts';
import type { Question } from '../../src/wizard/stage.ts';
import type { State } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { Panel } from '../parts/Panel.tsx';

interface ConfirmOverlayProps {
  readonly state: State;
  readonly question: Question;
}

export function ConfirmOverlay({ state, question }: ConfirmOverlayProps) {
  return (
    <Panel title={CONFIRM} as="warn">
      {questionLines(question, state).map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Line as="accent">{Y_OR_NOT}</Line>
    </Panel>
  );
}
