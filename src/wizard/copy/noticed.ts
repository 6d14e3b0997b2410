import type { RestorePoint } from '../../proof/op-time.ts';
import type { Noticed } from '../stage.ts';
import { typeLine } from './restore.ts';

/* What is said of what the presenter does in Ops Manager's own pages. */

/** What was seen there; the wizard has gone on by it. */
export function noticedLine(noticed: Noticed): string {
  switch (noticed.what) {
    case 'backup':
      return 'Noticed in Ops Manager: the backup was started';
    case 'schedule':
      return 'Noticed in Ops Manager: the schedule was changed';
    case 'restore': {
      const { jobId, pointInTime, others } = noticed;
      const kind = pointInTime ? 'restore job' : 'snapshot restore';
      return `Noticed in Ops Manager: ${kind} ${jobId}${others === 0 ? '' : `, ${others} more`}`;
    }
    default:
      return noticed satisfies never;
  }
}

/** Asked while Ops Manager does not tell to which point it restores. */
export const askedPoint = (of: RestorePoint): readonly string[] => [
  '? To which point is not told. y says that it is the one that was shown here:',
  `  ${typeLine(of)}`,
];
