import * as v from 'valibot';
import type { RestoreAnswer } from '../../../proof/facts.ts';
import type { RestorePoint } from '../../../proof/op-time.ts';
import type { Redact } from '../redact.ts';
import { JobAnswer, Page } from './answers.ts';
import { isFine, meaningOf, toRefused, wordsOf } from './http.ts';
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

/** Attested are the status, which the table knows, and how the words begin, with whatever status. */
const isTooFresh = (answer: Answer, words: string): boolean =>
  meaningOf(answer).restore === 'tooFresh' || words.startsWith('Invalid restore point:');

/**
 * Judges the answer to the one request. Whatever leaves open whether a job exists is `unknown`: a lost answer, a failure of the
 * server, a rejected signature, an answer that cannot be read. Throws a `RefusedError` for a definite no.
 */
export function judgeRestore(heard: Answer | Silence, what: string, redact: Redact): RestoreAnswer {
  if (heard.tag === 'silence') return { tag: 'unknown', why: heard.why };
  if (isFine(heard)) {
    const page = v.safeParse(Page, heard.body);
    const job = v.safeParse(JobAnswer, page.success ? page.output.results[0] : heard.body);
    return job.success ? { tag: 'accepted', job: job.output } : { tag: 'unknown', why: 'the answer cannot be read' };
  }
  const words = wordsOf(heard, redact);
  if (meaningOf(heard).write === 'unknown') return { tag: 'unknown', why: words };
  if (isTooFresh(heard, words)) return { tag: 'tooFresh', words };
  throw toRefused(heard, what, redact);
}
