import type { Document } from 'bson';

/** The codes that the set answers with: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  InvalidLength: 16,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  CursorNotFound: 43,
  NamespaceExists: 48,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  UnsatisfiableWriteConcern: 100,
  TransactionTooOld: 225,
  SnapshotTooOld: 239,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  OperationNotSupportedInTransaction: 263,
  UnsupportedOpQueryCommand: 352,
  NotWritablePrimary: 10107,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
  OutOfDiskSpace: 14031,
  DuplicateKey: 11000,
} as const;

export type CodeName = keyof typeof CODES;

export const codeOf = (name: CodeName): number => CODES[name];

/** A command that is answered with an error. */
export class CommandError extends Error {
  readonly codeName: CodeName;

  constructor(codeName: CodeName, message: string) {
    super(message);
    this.codeName = codeName;
  }
}

export function toErrorReply(error: CommandError): Document {
  return { ok: 0, errmsg: error.message, code: codeOf(error.codeName), codeName: error.codeName };
}
