import type { Document } from 'bson';
import { listOf, namespaceOf, snapshotting, toDocument, type Answer, type Call, type Commands } from '../call.ts';
import { DEFAULT_FIRST_BATCH } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { OPLOG, oplogStats } from '../oplog.ts';
import { runStage, takeEverything, toSource, type Flow } from '../pipeline.ts';
import { assertHint, runQuery } from '../query.ts';
import { toBatchSize } from './find.ts';
import { toStorageStats } from './stats.ts';

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/collStats/ */
function collStats(call: Call, spec: Document): Flow {
  const namespace = namespaceOf(call);
  if (namespace === OPLOG) {
    return { tag: 'made', documents: [{ ns: namespace, host: call.process.host, storageStats: oplogStats(call) }] };
  }
  const collection = call.shared.documents.collection(namespace);
  if (!collection) throw new CommandError('NamespaceNotFound', `Collection [${namespace}] not found.`);
  const { storageStats, count } = spec;
  const stats = {
    ns: namespace,
    host: call.process.host,
    localTime: new Date(call.shared.clock.now()),
    ...(storageStats
      ? { storageStats: toStorageStats(collection, toDocument(storageStats, 'storageStats')['scale']) }
      : {}),
    ...(count ? { count: collection.documents } : {}),
  };
  return { tag: 'made', documents: [stats] };
}

/** The head of the pipeline decides where its documents come from; answers how many stages that took. */
function begin(call: Call, pipeline: readonly Document[], at: number, isSnapshot: boolean): readonly [Flow, number] {
  const [first = {}] = pipeline;
  if ('$collStats' in first) {
    // As `document_source_coll_stats.h` of the server has it.
    if (isSnapshot) throw new CommandError('InvalidOptions', '$collStats runs with read concern local only');
    return [collStats(call, toDocument(first['$collStats'], '$collStats')), 1];
  }
  const collection = call.shared.documents.collection(namespaceOf(call), at);
  const filter = toDocument(first['$match'], '$match');
  const stages = '$match' in first ? 1 : 0;
  if (!collection) return [{ tag: 'made', documents: [] }, stages];
  assertHint(collection, call.body['hint']);
  const entries = runQuery(collection, { filter }, at);
  return [{ tag: 'entries', collection, entries, projection: takeEverything, isSnapshot }, stages];
}

function aggregate(call: Call): Answer {
  const pipeline = listOf(call, 'pipeline');
  const cursor = toDocument(call.body['cursor'], 'The cursor option');
  if (!('cursor' in call.body)) throw new CommandError('FailedToParse', "The 'cursor' option is required");
  const { at, atClusterTime } = call.shared.snapshots.read(call.body);
  const [start, taken] = begin(call, pipeline, at, atClusterTime !== undefined);
  let flow = start;
  for (const stage of pipeline.slice(taken)) flow = runStage(flow, stage, call.shared.random);
  const most = toBatchSize(cursor['batchSize'], DEFAULT_FIRST_BATCH);
  return call.process.cursors.open(namespaceOf(call), toSource(flow), { most, single: false, atClusterTime });
}

export const AGGREGATE_COMMANDS: Commands = { aggregate: snapshotting(aggregate) };
