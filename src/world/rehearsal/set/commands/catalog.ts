import { serialize, type Document } from 'bson';
import {
  collectionOf,
  listOf,
  namespaceOf,
  reading,
  toDocument,
  writing,
  type Answer,
  type Call,
  type Commands,
} from '../call.ts';
import { fromDocuments } from '../cursors.ts';
import { CommandError } from '../errors.ts';

/** Databases that every member of a set has, with a size as of a new one. */
const OWN_DATABASES = ['admin', 'config', 'local'];
const OWN_BYTES = 81_920;

const databaseOf = (namespace: string): string => namespace.slice(0, namespace.indexOf('.'));

function inDatabase({ shared, db }: Call): ReturnType<typeof shared.documents.collections> {
  return shared.documents.collections().filter(({ namespace }) => databaseOf(namespace) === db);
}

/** A filter by name is the one that clients send here. */
function isAsked({ body }: Call, name: string): boolean {
  const filter = toDocument(body['filter'], 'A filter');
  const strange = Object.entries(filter).find(([key, value]) => key !== 'name' || typeof value !== 'string');
  if (strange) throw new CommandError('BadValue', `The rehearsal set cannot filter ${strange[0]} here`);
  return filter['name'] === undefined || filter['name'] === name;
}

function listDatabases(call: Call): Document {
  const collections = call.shared.documents.collections();
  const bytes = new Map(OWN_DATABASES.map((name) => [name, OWN_BYTES]));
  for (const { namespace, storageBytes } of collections) {
    const name = databaseOf(namespace);
    bytes.set(name, (bytes.get(name) ?? 0) + storageBytes);
  }
  const found = [...bytes].filter(([name]) => isAsked(call, name)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (call.body['nameOnly'] === true) return { databases: found.map(([name]) => ({ name })) };
  const totalSize = found.reduce((total, [, size]) => total + size, 0);
  return {
    databases: found.map(([name, sizeOnDisk]) => ({ name, sizeOnDisk, empty: false })),
    totalSize,
    totalSizeMb: Math.floor(totalSize / 2 ** 20),
  };
}

/** These lists are short: they go in one batch. */
function inOneBatch(call: Call, namespace: string, documents: readonly Document[]): Answer {
  const source = fromDocuments(documents.map((document) => Buffer.from(serialize(document))));
  return call.process.cursors.open(namespace, source, { most: Infinity, single: true });
}

function listCollections(call: Call): Answer {
  const found = inDatabase(call)
    .map(({ namespace, uuid }) => ({ name: namespace.slice(call.db.length + 1), type: 'collection', uuid }))
    .filter(({ name }) => isAsked(call, name))
    .map(({ name, type, uuid }) =>
      call.body['nameOnly'] === true
        ? { name, type }
        : {
            name,
            type,
            options: {},
            info: { readOnly: false, uuid },
            idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
          },
    );
  return inOneBatch(call, `${call.db}.$cmd.listCollections`, found);
}

function listIndexes(call: Call): Answer {
  const namespace = namespaceOf(call);
  const collection = collectionOf(call);
  if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  return inOneBatch(
    call,
    namespace,
    collection.indexes.map(({ name, key }) => ({ v: 2, key, name })),
  );
}

function create(call: Call): Document {
  const namespace = namespaceOf(call);
  if (collectionOf(call)) throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
  if (call.body['viewOn'] ?? call.body['capped'] ?? call.body['timeseries']) {
    throw new CommandError('BadValue', 'The rehearsal set has ordinary collections only');
  }
  call.shared.documents.collectionFor(namespace);
  return {};
}

function drop(call: Call): Document {
  const collection = collectionOf(call);
  if (!collection) return {};
  const nIndexesWas = collection.indexes.length;
  call.shared.documents.drop(collection.namespace);
  return { nIndexesWas, ns: collection.namespace };
}

function dropDatabase(call: Call): Document {
  const found = inDatabase(call);
  found.forEach(({ namespace }) => call.shared.documents.drop(namespace));
  return found.length === 0 ? {} : { dropped: call.db };
}

/** Indexes are noted and listed; nothing is looked up in them, so that one which refuses or removes documents cannot be had. */
function createIndexes(call: Call): Document {
  const { documents, opTimes } = call.shared;
  const wanted = listOf(call, 'indexes');
  if (wanted.some((index) => index['unique'] === true || index['expireAfterSeconds'] !== undefined)) {
    throw new CommandError('BadValue', 'The rehearsal set has neither unique nor expiring indexes');
  }
  const createdCollectionAutomatically = collectionOf(call) === undefined;
  const collection = documents.collectionFor(namespaceOf(call));
  const numIndexesBefore = collection.indexes.length;
  for (const { name, key } of wanted) {
    if (typeof name !== 'string') throw new CommandError('FailedToParse', 'An index needs a name');
    if (JSON.stringify(key) === '{"_id":1}') continue;
    collection.addIndex({ name, key: toDocument(key, 'The key of an index'), born: opTimes.take(1) });
  }
  return { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically };
}

export const CATALOG_COMMANDS: Commands = {
  listDatabases: reading(listDatabases),
  listCollections: reading(listCollections),
  listIndexes: reading(listIndexes),
  create: writing(create),
  drop: writing(drop),
  dropDatabase: writing(dropDatabase),
  createIndexes: writing(createIndexes),
};
