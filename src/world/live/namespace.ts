/** A collection in its database. */
export interface Namespace {
  readonly db: string;
  readonly coll: string;
}
