import type { Kind, Row } from './error-rows.ts';
import { DATABASE_ROWS } from './error-rows.ts';
import { OPS_MANAGER_ROWS } from './ops-manager/error-rows.ts';

/** Of rows of one kind of key the first that fits is the one. */
export const ERROR_ROWS: readonly Row[] = [...DATABASE_ROWS, ...OPS_MANAGER_ROWS];

/** What is read of an error of the driver: by name and code, so that classifying does not load the driver. */
export interface DriverError {
  readonly name: string;
  readonly message: string;
  readonly code?: number | string;
  readonly codeName?: string;
  readonly cause?: unknown;
  readonly errorLabels?: readonly string[];
}

/** Codes that single places ask for by name; all are rows of the table. */
export const CODE = {
  duplicateKey: 11_000,
  namespaceNotFound: 26,
  maxTimeExpired: 50,
  unauthorized: 13,
  notPrimary: 10_107,
} as const;

const UNFORESEEN = { called: 'not in the table', write: 'unknown', source: 'none' } as const;

/** Somebody answered no, with a code that nobody here knows. */
const PLAIN_NO = { ...UNFORESEEN, kind: 'refused' } as const;
/** Of the driver, or of the system below it. */
const SOME_FAILURE = { ...UNFORESEEN, kind: 'retry' } as const;
const BROKEN = { ...UNFORESEEN, kind: 'fatal' } as const;

const SEE_ROLES = ['Check the roles of the API key'];

/** What a row says without what it is found by. */
export type Meaning = Omit<Row, 'key'>;

/** A reply with `ok: 0`, or a write error in one with `ok: 1`: a server did answer, with a number. */
export const isAnswer = ({ name, code }: DriverError): boolean =>
  typeof code === 'number' && /^Mongo(Server|BulkWrite|WriteConcern)Error$/.test(name);

function fits({ key }: Row, error: DriverError): boolean {
  if (isAnswer(error)) return key.by === 'code' && key.code === error.code && (key.words?.test(error.message) ?? true);
  return (key.by === 'name' && key.name === error.name) || (key.by === 'socket' && key.code === error.code);
}

/** What a label of an answer adds: that nothing was done. */
const labelled = ({ errorLabels = [] }: DriverError): Row | undefined =>
  ERROR_ROWS.find(({ key }) => key.by === 'label' && errorLabels.includes(key.label));

/** What this error of the driver means, whatever it wraps. */
export function meaningOf(error: DriverError): Meaning {
  const row = ERROR_ROWS.find((one) => fits(one, error));
  if (isAnswer(error)) {
    const label = labelled(error);
    return label ? { ...(row ?? label), write: label.write } : (row ?? PLAIN_NO);
  }
  return row ?? (error.name.startsWith('Mongo') || error.code !== undefined ? SOME_FAILURE : BROKEN);
}

function isOfCode({ key }: Row, errorCode: string): boolean {
  if (key.by !== 'errorCode') return false;
  return key.errorCode.endsWith('*') ? errorCode.startsWith(key.errorCode.slice(0, -1)) : key.errorCode === errorCode;
}

/** Whether the table knows this code of Ops Manager. */
export const isListed = (errorCode: string): boolean => ERROR_ROWS.some((row) => isOfCode(row, errorCode));

/** What an answer of Ops Manager means that is not of 2xx: by its `errorCode`, else by its status. */
export function meaningOfAnswer(status: number, errorCode: string | undefined): Meaning {
  const isOfStatus = ({ key }: Row): boolean => key.by === 'status' && key.from <= status && status <= key.to;
  const byCode = errorCode === undefined ? undefined : ERROR_ROWS.find((row) => isOfCode(row, errorCode));
  if (byCode) return byCode;
  const byStatus = ERROR_ROWS.find(isOfStatus) ?? PLAIN_NO;
  // Who names a reason has taken no offence at key and nonce: it is about a role.
  return status === 401 && errorCode !== undefined ? { ...byStatus, write: 'undone', nextSteps: SEE_ROLES } : byStatus;
}

/** What follows from a row for a read, or for a write that was sent: a write is never sent again by itself. */
export function kindFor(operation: 'read' | 'write', { kind, write }: Meaning): Kind {
  if (operation === 'read') return kind;
  if (write === 'unknown') return 'unknown';
  return kind === 'retry' || kind === 'new-client' ? 'refused' : kind;
}
