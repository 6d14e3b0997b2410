import type { Draws } from './draws.ts';
import { createDraws } from './draws.ts';
import {
  AHEAD,
  AUTOMATION,
  BAD_GATEWAY,
  command,
  DISK_FULL,
  FORBIDDEN,
  MINUTE,
  NO_KEY,
  NO_SUCH_PARAMETER,
  NO_SUCH_RESOURCE,
  OVERLOADED,
  RANGES,
  RATE_LIMITED,
  request,
  RESTORE,
  SECOND,
  SNAPSHOTS,
} from './drill-parts.ts';
import type { Fault, Injection } from './faults.ts';

/** A step of the show during which a drill is of use. */
export type DrillStep = 'load' | 'snapshot' | 'stats' | 'schedule' | 'snapshots' | 'delete' | 'restore' | 'verify';

/** Something that goes wrong on purpose, so that a presenter has seen it before the day. */
export interface Drill {
  readonly name: string;
  /** One sentence for the presenter. */
  readonly says: string;
  /** Where it is injected unless another step is named. */
  readonly step: DrillStep;
  inject(draws: Draws): readonly Injection[];
}

/** A while after the job was created, so that the restore is on its way. */
const onceAsked = (...faults: Fault[]): readonly Injection[] => [{ tag: 'job-faults', afterMs: 10 * SECOND, faults }];

/** With default settings elections end within 12 s: https://www.mongodb.com/docs/manual/core/replica-set-elections/ */
const electionMs = (draws: Draws): number => SECOND + draws.pick('election', 1, 11 * SECOND);

/** All of them, in the order of the show. What they do is what a real one has been seen to do, or is documented to. */
export const DRILLS: readonly Drill[] = [
  {
    name: 'disk-full',
    says: 'The primary has no room left on its disk: the load ends with what to do about it.',
    step: 'load',
    inject: () => [command('insert', 4, DISK_FULL)],
  },
  {
    name: 'set-overloaded',
    says: 'The set turns requests away for a moment: the load goes on by itself.',
    step: 'load',
    inject: () => [command('insert', 8, OVERLOADED)],
  },
  {
    name: 'slow-replies',
    says: 'Every write takes two seconds: the speed falls, and the screen says that it waits.',
    step: 'load',
    inject: () => ['insert', 'delete'].map((name) => command(name, 10, { tag: 'late', ms: 2 * SECOND })),
  },
  {
    name: 'load-rolled-back',
    says: 'The primary acknowledges documents alone and is replaced: those that are lost are sent again.',
    step: 'load',
    inject: (draws) => [command('insert', 1, { tag: 'rolled-back', electionMs: electionMs(draws) })],
  },
  {
    name: 'ops-manager-is-old',
    says: 'Ops Manager tells neither which times can be restored to nor of a snapshot in progress: the screens say so.',
    step: 'snapshot',
    inject: () => [
      request(RANGES, Infinity, NO_SUCH_RESOURCE),
      { ...request(SNAPSHOTS, Infinity, NO_SUCH_PARAMETER), having: 'completed' },
    ],
  },
  {
    name: 'primary-steps-down',
    says: 'The primary steps down, and another is elected within twelve seconds: the delete waits for it and goes on.',
    step: 'delete',
    inject: (draws) => [{ tag: 'step-down', afterMs: 3 * SECOND, electionMs: electionMs(draws) }],
  },
  {
    name: 'primary-dies',
    says: 'The process of the primary ends and is back after half a minute: the members show who took over.',
    step: 'delete',
    inject: (draws) => [
      {
        tag: 'member-down',
        afterMs: 3 * SECOND,
        member: 'primary',
        forMs: 30 * SECOND,
        electionMs: electionMs(draws),
      },
    ],
  },
  {
    name: 'secondary-dies',
    says: 'A secondary is away for a minute: everything goes on, and the members say so.',
    step: 'delete',
    inject: () => [{ tag: 'member-down', afterMs: 3 * SECOND, member: 'secondary', forMs: MINUTE, electionMs: 0 }],
  },
  {
    name: 'connection-cut',
    says: 'The connection is cut after a batch was deleted and before it was answered: the batch is looked up later.',
    step: 'delete',
    inject: () => [command('delete', 1, { tag: 'cut' }, 'after')],
  },
  {
    name: 'delete-comes-late',
    says: 'A batch is cut off, and the primary does it ten seconds later: it is not let, or counted as done.',
    step: 'delete',
    inject: () => [command('delete', 1, { tag: 'belated', ms: 10 * SECOND })],
  },
  {
    name: 'delete-rolled-back',
    says: 'The primary acknowledges a batch alone and is replaced: its documents are there again, and the ledger says so.',
    step: 'delete',
    inject: (draws) => [command('delete', 1, { tag: 'rolled-back', electionMs: electionMs(draws) })],
  },
  {
    name: 'connection-half-open',
    says: 'Nothing comes back on one connection, and it stays open: the batch is given up after a quarter of a minute.',
    step: 'delete',
    inject: () => [command('delete', 1, { tag: 'hang' })],
  },
  {
    name: 'set-silent',
    says: 'For a minute nothing comes from the set and nothing is closed, as when a network swallows everything.',
    step: 'delete',
    inject: () => [{ tag: 'silence', afterMs: 3 * SECOND, forMs: MINUTE }],
  },
  {
    name: 'restore-answer-lost',
    says: 'The restore is accepted and the answer is lost: the one job is found, and none is asked for again.',
    step: 'restore',
    inject: () => [request(RESTORE, 1, { tag: 'cut' }, 'after')],
  },
  {
    name: 'restore-forbidden',
    says: 'Ops Manager does not let this address ask for a restore: nothing is begun, and writing is possible again.',
    step: 'restore',
    inject: () => [request(RESTORE, 1, FORBIDDEN)],
  },
  {
    name: 'restore-job-broken',
    says: 'The restore job breaks after twenty seconds, before a member was stopped.',
    step: 'restore',
    inject: () => [{ tag: 'job', afterMs: 20 * SECOND, stateName: 'BROKEN', ends: true }],
  },
  {
    name: 'restore-job-killed',
    says: 'Somebody cancels the restore in Ops Manager after twenty seconds.',
    step: 'restore',
    inject: () => [{ tag: 'job', afterMs: 20 * SECOND, stateName: 'KILLED', ends: true }],
  },
  {
    name: 'restore-job-hangs',
    says: 'The agents do nothing for five minutes while the job reads FINISHED and the set still answers.',
    step: 'restore',
    inject: () => [{ tag: 'job-stalls', afterMs: 20 * SECOND, forMs: 5 * MINUTE }],
  },
  {
    name: 'set-stays-down',
    says: 'The job reads FINISHED, and the set stays down five minutes longer than it should.',
    step: 'restore',
    inject: () => [{ tag: 'job-stalls', afterMs: 100 * SECOND, forMs: 5 * MINUTE }],
  },
  {
    name: 'ops-manager-times-out',
    says: 'Ops Manager does not answer two requests while the restore goes on: the members tell the rest.',
    step: 'restore',
    inject: () => onceAsked(request(AUTOMATION, 2, { tag: 'hang' })),
  },
  {
    name: 'ops-manager-fails',
    says: 'A proxy answers for Ops Manager with pages of HTML while the restore goes on.',
    step: 'restore',
    inject: () => onceAsked(request(AUTOMATION, 12, BAD_GATEWAY)),
  },
  {
    name: 'ops-manager-overloaded',
    says: 'Ops Manager wants fewer requests, and says how long to wait.',
    step: 'restore',
    inject: () => onceAsked(request(AUTOMATION, 3, RATE_LIMITED)),
  },
  {
    name: 'ops-manager-forgets',
    says: 'Ops Manager wants every second request signed anew and breaks an answer off: nobody notices.',
    step: 'restore',
    inject: () => onceAsked(request(AUTOMATION, 2, { tag: 'challenge' }), request(AUTOMATION, 1, { tag: 'torn' })),
  },
  {
    name: 'restored-set-is-older',
    says: 'The restored set has a lower term and version than before: a client that lived through it would wait for ever.',
    step: 'restore',
    inject: () => [{ tag: 'next-restore', term: 'lower', setVersion: 'lower' }],
  },
  {
    name: 'restored-set-lost-keys',
    says: 'The restored set knows neither keys nor times of before, and refuses the first commands.',
    step: 'restore',
    inject: () => [
      {
        tag: 'next-restore',
        term: 'equal',
        setVersion: 'lower',
        faults: [command('ping', 1, NO_KEY), command('find', 1, AHEAD)],
      },
    ],
  },
  {
    name: 'reading-is-cut',
    says: 'The connection is cut in the middle of reading the restored documents: they are read again from the start.',
    step: 'verify',
    inject: () => [command('getMore', 1, { tag: 'cut' })],
  },
];

export const findDrill = (name: string): Drill | undefined => DRILLS.find((drill) => drill.name === name);

/** What a drill injects in the rehearsal of this seed. */
export const toInjections = (drill: Drill, seed: number): readonly Injection[] => drill.inject(createDraws(seed));
