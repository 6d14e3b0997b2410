import type { Fault, Mishap } from './faults.ts';

/* What drills are made of: the points that fail, and the answers that servers give then. */

const GROUP = '/api/public/v1.0/groups/*';
export const AUTOMATION = `GET ${GROUP}/automationStatus`;
export const RANGES = `POST ${GROUP}/clusters/*/restoreJobs/restorableTimeRanges`;
export const SNAPSHOTS = `GET ${GROUP}/clusters/*/snapshots`;
export const RESTORE = `POST ${GROUP}/clusters/*/restoreJobs`;

export const request = (name: string, times: number, mishap: Mishap, when: Fault['when'] = 'before'): Fault => ({
  point: 'request',
  name,
  when,
  times,
  mishap,
});

export const command = (name: string, times: number, mishap: Mishap, when: Fault['when'] = 'before'): Fault => ({
  point: 'command',
  name,
  when,
  times,
  mishap,
});

const refusal = (code: number, codeName: string, errmsg: string, errorLabels: readonly string[] = []): Mishap => ({
  tag: 'answer',
  status: 200,
  body: { ok: 0, code, codeName, errmsg, ...(errorLabels.length > 0 ? { errorLabels } : {}) },
});

const problem = (status: number, reason: string, errorCode: string, detail: string): Mishap => ({
  tag: 'answer',
  status,
  body: { error: status, reason, errorCode, detail },
});

export const BAD_GATEWAY: Mishap = {
  tag: 'answer',
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

export const FORBIDDEN = problem(
  403,
  'Forbidden',
  'IP_ADDRESS_NOT_ON_ACCESS_LIST',
  'IP address 203.0.113.7 is not allowed to access this resource.',
);

/** Before 8.0.6 there are no ranges, and before them no filter: clients meet both as what is not there. */
export const NO_SUCH_RESOURCE = problem(404, 'Not Found', 'RESOURCE_NOT_FOUND', 'Cannot find resource.');
export const NO_SUCH_PARAMETER = problem(
  400,
  'Bad Request',
  'INVALID_QUERY_PARAMETER',
  'Invalid query parameter completed specified.',
);

export const RATE_LIMITED: Mishap = {
  tag: 'answer',
  status: 429,
  headers: { 'retry-after': '5' },
  body: { error: 429, reason: 'Too Many Requests', errorCode: 'RATE_LIMITED', detail: 'Resource is limited.' },
};

export const OVERLOADED = refusal(462, 'IngressRequestRateLimitExceeded', 'Request was rejected: rate limit exceeded', [
  'SystemOverloadedError',
  'RetryableError',
]);

export const NO_KEY = refusal(211, 'KeyNotFound', 'No keys found for HMAC that is valid for time');
export const AHEAD = refusal(
  72,
  'InvalidOptions',
  'readConcern afterClusterTime value must not be greater than the current clusterTime',
);
export const DISK_FULL = refusal(14_031, 'OutOfDiskSpace', 'No space left on device');

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
