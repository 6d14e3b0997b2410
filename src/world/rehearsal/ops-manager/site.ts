import type { StoryClock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { SetControl } from '../parts.ts';
import type { Timeline } from '../timeline.ts';
import type { Automation } from './automation.ts';
import { createAutomation } from './automation.ts';
import type { BackupJob } from './backup-job.ts';
import { createBackupJob } from './backup-job.ts';
import type { OplogTail } from './oplog-tail.ts';
import { createOplogTail } from './oplog-tail.ts';
import type { Restores } from './restores.ts';
import { createRestores } from './restores.ts';

export const PROJECT_NAME = 'Minute Back rehearsal';

/** All that one Ops Manager knows: a project with one cluster, and the jobs on it. */
export interface Site {
  readonly projectId: string;
  readonly orgId: string;
  readonly clusterId: string;
  readonly clock: StoryClock;
  readonly set: SetControl;
  readonly timeline: Timeline;
  readonly tail: OplogTail;
  readonly backup: BackupJob;
  readonly automation: Automation;
  readonly restores: Restores;
}

export function createSite(clock: StoryClock, set: SetControl, timeline: Timeline, faults: Faults): Site {
  const tail = createOplogTail(clock, set, timeline);
  const backup = createBackupJob(clock, set, timeline, tail);
  const automation = createAutomation(set.setName, set.hosts);
  return {
    projectId: timeline.id('project'),
    orgId: timeline.id('organization'),
    clusterId: timeline.id('cluster'),
    clock,
    set,
    timeline,
    tail,
    backup,
    automation,
    restores: createRestores({ clock, set, timeline, automation, backup, faults }),
  };
}
