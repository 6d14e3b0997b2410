import { Box } from 'ink';
import * as copy from '../../src/wizard/copy/restore.ts';
import type { State } from '../../src/wizard/state.ts';
import { canStillStop, phaseOf } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { RestoreChoice } from '../parts/RestoreChoice.tsx';
import { RestoreResult, RestoreRun } from '../parts/RestoreRun.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

export function RestoreScreen(props: ScreenProps) {
  const { state, height } = props;
  const phase = phaseOf(state, 'restore');
  const result = phase.tag === 'done' ? state.show.results.restore : undefined;
  const chooses = phase.tag === 'briefing' || phase.tag === 'failed' || phase.tag === 'skipped';
  return (
    <StepBody copy={{ ...copy.RESTORE, ...framedBy(state) }} phase={phase} height={height}>
      {chooses && <RestoreChoice {...props} />}
      {phase.tag === 'running' &&
        (phase.progress ? (
          <RestoreRun {...props} progress={phase.progress} />
        ) : (
          <Box flexShrink={0}>
            <Line as="accent">{copy.COMMITTING}</Line>
          </Box>
        ))}
      {result && <RestoreResult {...props} result={result} />}
    </StepBody>
  );
}

/** What is restored to, at the top; where the presenter clicks now, at the bottom. */
function framedBy(state: State): { readonly lead: string; readonly clickPath: string } {
  const { lead, clickPath = '' } = copy.RESTORE;
  const phase = phaseOf(state, 'restore');
  const survey = state.asides.survey?.latest;
  const { restore } = state.show.results;
  if (phase.tag === 'running') {
    const following = canStillStop(state) ? clickPath : copy.CANCEL_PATH;
    return { lead: phase.progress ? copy.toPoint(phase.progress) : lead, clickPath: following };
  }
  if (phase.tag === 'done' && restore) return { lead: copy.restoredTo(restore), clickPath: copy.STATUS_PATH };
  return { lead: survey && phase.tag === 'briefing' ? copy.frozenLead(survey.now.t) : lead, clickPath };
}
