import type { FieldCheck } from '../fields.ts';
import { isFlag, isOneOf, isReadOnly, isText, isTextList, readFields } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { ApiRequest, Route } from '../routing.ts';
import { selfLink, toPage } from '../routing.ts';
import type { Site } from '../site.ts';

const CONFIGS = '/groups/:groupId/backupConfigs';

/** Fields of https://www.mongodb.com/docs/ops-manager/current/reference/api/backup/update-backup-config/ */
const CONFIG_CHECKS: Readonly<Record<string, FieldCheck>> = {
  statusName: isOneOf('INACTIVE', 'PROVISIONING', 'STARTED', 'STOPPED', 'TERMINATING'),
  storageEngineName: isOneOf('WIRED_TIGER', 'MEMORY_MAPPED'),
  syncSource: isText,
  authMechanismName: isText,
  username: isText,
  password: isText,
  sslEnabled: isFlag,
  encryptionEnabled: isFlag,
  preferredMember: isText,
  excludedNamespaces: isTextList,
  includedNamespaces: isTextList,
  groupId: isReadOnly,
  clusterId: isReadOnly,
  provisioned: isReadOnly,
  links: isReadOnly,
};

/** Whether there is a backup, and its snapshot schedule. */
export function backupRoutes({ projectId, clusterId, backup }: Site): readonly Route[] {
  const toConfig = (href: string): object => ({
    groupId: projectId,
    clusterId,
    statusName: backup.state(),
    storageEngineName: 'WIRED_TIGER',
    authMechanismName: 'NONE',
    encryptionEnabled: false,
    sslEnabled: false,
    excludedNamespaces: [],
    includedNamespaces: [],
    provisioned: backup.state() === 'STARTED' || backup.state() === 'STOPPED',
    links: [...selfLink(href), { rel: 'http://mms.mongodb.com/snapshotSchedule', href: `${href}/snapshotSchedule` }],
  });

  function changeState(name: string): void {
    if (name === 'STARTED') backup.start();
    else if (name === 'STOPPED') backup.stop();
    else if (name === 'TERMINATING') backup.terminate();
    else throw refuse('UNSUPPORTED_SET_BACKUP_STATE', name);
  }

  function patchConfig({ body, href }: ApiRequest): object {
    const fields = readFields(body, CONFIG_CHECKS);
    if ('username' in fields || 'password' in fields) throw refuse('CANNOT_SET_BACKUP_AUTH_FOR_MANAGED_CLUSTER');
    if ('excludedNamespaces' in fields && 'includedNamespaces' in fields) throw refuse('INVALID_FILTERLIST');
    if ('storageEngineName' in fields && !('syncSource' in fields)) throw refuse('MISSING_SYNC_SOURCE');
    if ('statusName' in fields) changeState(fields['statusName'] as string);
    return toConfig(href);
  }

  const toSchedule = (href: string): object => ({
    clusterId,
    groupId: projectId,
    ...backup.schedule(),
    links: selfLink(href),
  });

  function patch({ body, href }: ApiRequest): object {
    backup.patch(body);
    return toSchedule(href);
  }

  const one = `${CONFIGS}/:clusterId`;
  return [
    {
      method: 'GET',
      pattern: CONFIGS,
      needs: 'read',
      handle: (request) => toPage(request, [toConfig(`${request.href}/${clusterId}`)]),
    },
    { method: 'GET', pattern: one, needs: 'read', handle: ({ href }) => toConfig(href) },
    { method: 'PATCH', pattern: one, needs: 'change', handle: patchConfig },
    { method: 'GET', pattern: `${one}/snapshotSchedule`, needs: 'read', handle: ({ href }) => toSchedule(href) },
    { method: 'PATCH', pattern: `${one}/snapshotSchedule`, needs: 'change', handle: patch },
  ];
}
