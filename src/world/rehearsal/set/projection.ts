import { deserialize, serialize, type Document } from 'bson';
import { elementsOf } from './bson-walk.ts';
import { CommandError } from './errors.ts';

/** `idOnly`: as a covered scan of the index answers. Otherwise what becomes of each whole document. */
export type Projection = 'idOnly' | ((raw: Buffer) => Buffer);

/** `{_id}` of a whole document, the value's bytes as they are. */
export function onlyId(raw: Buffer): Buffer {
  for (const { name, at, end } of elementsOf(raw, 0, raw.length)) {
    if (name !== '_id') continue;
    const document = Buffer.concat([Buffer.alloc(4), raw.subarray(at, end), Buffer.alloc(1)]);
    document.writeInt32LE(document.length, 0);
    return document;
  }
  return Buffer.from(serialize({}));
}

const wants = (value: unknown): boolean => value === true || (typeof value === 'number' && value !== 0);

/** Top-level fields taken or left out; no projection at all, or an empty one, takes everything. */
export function toProjection(spec: Document): Projection {
  const entries = Object.entries(spec);
  const strange = entries.find(([name, value]) => !['number', 'boolean'].includes(typeof value) || /[.$]/.test(name));
  if (strange) throw new CommandError('BadValue', `The rehearsal set cannot project ${strange[0]}`);
  const fields = entries.filter(([name]) => name !== '_id');
  const takes = fields.some(([, value]) => wants(value));
  if (takes && !fields.every(([, value]) => wants(value))) {
    throw new CommandError('BadValue', 'A projection takes fields or leaves them out, not both');
  }
  const idSpec: unknown = spec['_id'];
  const withId = idSpec === undefined || wants(idSpec);
  if (fields.length === 0 && withId) return idSpec === undefined ? (raw) => raw : 'idOnly';
  const named = new Set(fields.map(([name]) => name));
  return (raw) => {
    const kept = Object.entries(deserialize(raw, { promoteValues: false })).filter(([name]) =>
      name === '_id' ? withId : named.has(name) === takes,
    );
    return Buffer.from(serialize(Object.fromEntries(kept)));
  };
}
