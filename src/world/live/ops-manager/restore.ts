import * as v from 'valibot';
import { RefusedError } from '../../../errors.ts';
import type { RestoreAnswer, RestoreJob } from '../../../proof/facts.ts';
import type { RestorePoint } from '../../../proof/op-time.ts';
import { instantOf } from '../../../proof/op-time.ts';
import { isListed } from '../error-table.ts';
import type { Redact } from '../redact.ts';
import { JobAnswer, Page, toJob } from './answers.ts';
import { codeOf, isFine, meaningOf, toRefused, wordsOf } from './http.ts';
import type { Answer, Silence } from './transport.ts';

export interface Target {
  readonly projectId: string;
  readonly clusterId: string;
}

/**
 * The body of a restore in place: https://www.mongodb.com/docs/ops-manager/current/reference/api/restorejobs/create-one-restore-job-for-one-cluster/.
 * A field that the server does not know is refused, so there is none beyond these.
 */
export function toRestoreBody(point: RestorePoint, { projectId, clusterId }: Target): object {
  const delivery = { methodName: 'AUTOMATED_RESTORE', targetGroupId: projectId, targetClusterId: clusterId };
  return point.form === 'second'
    ? { delivery, pointInTimeUTCMillis: point.t * 1000 }
    : { delivery, oplogTs: String(point.at.t), oplogInc: String(point.at.i) };
}

/** So the refusal of a point begins that the oplog does not reach yet, with whatever status. */
const INVALID_POINT = 'Invalid restore point:';

/** Oplog that has not arrived after so long is not on its way: a refusal of an older point is about something else. */
const NEAR_NOW_MS = 600_000;

/** A refusal of which only more questions tell whether asking again helps. */
export interface Conflict {
  readonly tag: 'conflict';
  readonly words: string;
  readonly refusal: Error;
}

/**
 * Judges the answer to the one request. Whatever leaves open whether a job exists is `unknown`: a lost answer, a failure of the
 * server, a rejected signature, an answer that cannot be read. Throws a `RefusedError` for a definite no.
 */
export function judgeRestore(
  heard: Answer | Silence,
  clusterId: string,
  what: string,
  redact: Redact,
): RestoreAnswer | Conflict {
  if (heard.tag === 'silence') return { tag: 'unknown', why: heard.why };
  if (isFine(heard)) {
    const page = v.safeParse(Page, heard.body);
    const job = v.safeParse(JobAnswer, page.success ? page.output.results[0] : heard.body);
    return job.success
      ? { tag: 'accepted', job: toJob(job.output, clusterId) }
      : { tag: 'unknown', why: 'the answer cannot be read' };
  }
  const words = wordsOf(heard, redact);
  const { write, restore } = meaningOf(heard);
  if (write === 'unknown') return { tag: 'unknown', why: words };
  if (words.startsWith(INVALID_POINT) && !isListed(codeOf(heard) ?? '')) return { tag: 'tooFresh', words };
  const refusal = toRefused(heard, what, redact);
  if (restore === 'perhapsTooFresh') return { tag: 'conflict', words, refusal };
  throw refusal;
}

/**
 * A conflict in words that nobody knows: too fresh a point only where the point is near now and no other restore is in progress.
 * `jobs` are those that are listed, undefined where nobody told. Throws a `RefusedError` otherwise.
 */
export function judgeConflict(
  { words, refusal }: Conflict,
  point: RestorePoint,
  now: number,
  jobs: readonly RestoreJob[] | undefined,
): RestoreAnswer {
  const running = jobs?.find(({ stateName }) => stateName === 'IN_PROGRESS');
  if (running) {
    throw new RefusedError(`Ops Manager refused to start the restore, as job ${running.id} is in progress: ${words}`, {
      code: 'CONCURRENT_RESTORES',
      nextSteps: ['Look at Restore History in Ops Manager', 'Wait until that restore is over, or cancel it there'],
      cause: refusal,
    });
  }
  if (!jobs || instantOf(point) < now - NEAR_NOW_MS) throw refusal;
  return { tag: 'tooFresh', words };
}
