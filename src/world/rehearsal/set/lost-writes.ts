import type { Document } from 'bson';
import { collectionOf, listOf, toDocument, type Call } from './call.ts';
import { finishAnswer, toWritten } from './dispatch.ts';
import { select } from './filters.ts';
import type { Elements } from './frames.ts';

/** How many documents a write would touch. */
function touchedBy(call: Call): number {
  if (call.name === 'insert') return call.staged.count;
  const collection = collectionOf(call);
  if (!collection || call.name !== 'delete') return 0;
  const one = ({ q, limit }: Document): number =>
    Math.min(select(collection, toDocument(q, 'The filter of a delete')).length, Number(limit) || Infinity);
  return listOf(call, 'deletes').reduce((total, statement) => total + one(statement), 0);
}

/**
 * What a primary answers to a write that no other member will have: op times pass, and nothing is changed. Undefined for what is
 * no such write: it is not acknowledged by one member alone, or not by this one.
 */
export function acknowledgeOnly(call: Call): Elements[] | undefined {
  const { shared, process, body } = call;
  const { w = 'majority' } = toDocument(body['writeConcern'], 'writeConcern');
  const n = touchedBy(call);
  if (w !== 1 || n === 0 || shared.roles.primary !== process.member) return undefined;
  shared.recorder.record(() => shared.opTimes.take(n));
  return finishAnswer(toWritten(call, { n }), shared);
}
