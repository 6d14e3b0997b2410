import type { EngineTraits } from '../../../proof/facts.ts';

/** Cloud Manager has no administration, and its docs name no snapshot on demand: https://www.mongodb.com/docs/cloud-manager/reference/api/ */
const CLOUD_MANAGER = /(^|\.)cloud\.mongodb\.com$/;

/** What is known of it by its address, and by whether there is a key for its administration. */
export function toTraits({ hostname }: URL, hasGlobalKey: boolean): EngineTraits {
  return CLOUD_MANAGER.test(hostname)
    ? { product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true }
    : { product: 'ops-manager', onDemand: hasGlobalKey ? 'yes' : 'no-key', windowIsFixed: false };
}
