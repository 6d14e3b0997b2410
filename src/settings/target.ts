import type { ApiKey } from '../world/live/ops-manager/client.ts';

/** Where a backup product is, and how to get in. */
export interface OpsManagerTarget extends ApiKey {
  /** As in the browser. */
  readonly url: string;
  /** By id or by name. */
  readonly project: string;
  readonly cluster: string;
  /** For the stores and for snapshots on demand. */
  readonly globalKey?: ApiKey;
  /** Path of the PEM file of a private certificate authority. */
  readonly caFile?: string;
}

/** The systems that a show is about. Holds secrets: never printed, never kept. */
export type Target =
  | { readonly kind: 'rehearsal' }
  | {
      readonly kind: 'live';
      /** With its credentials. */
      readonly uri: string;
      /** Absent: the presenter does by hand what it would be asked for. */
      readonly opsManager?: OpsManagerTarget;
      /** The host of Ops Manager's own database, which no API tells. */
      readonly appdbHost?: string;
    };
