import { SetupError } from '../errors.ts';
import type { ApiKey } from '../world/live/ops-manager/client.ts';
import { parseUri, withPassword } from '../world/live/uri.ts';
import type { Said, Sayings } from './sayings.ts';
import { isOn } from './sayings.ts';
import type { SettingKey } from './table.ts';
import { dashed, SETTINGS } from './table.ts';
import type { OpsManagerTarget, Target } from './target.ts';
import { verifyHost, verifyKey, verifyPlaceName, verifyUrl } from './verify.ts';

/** Asks for a secret on the terminal without showing it; the question ends without a colon. */
export type Ask = (question: string) => Promise<string>;

/** What makes sense with another setting alone. A secret that nobody wants is passed over: it may be meant for another time. */
const NEEDS: readonly (readonly [SettingKey, SettingKey])[] = [
  ['opsManager', 'uri'],
  ['project', 'opsManager'],
  ['cluster', 'opsManager'],
  ['caFile', 'opsManager'],
  ['appdbHost', 'uri'],
  ['opsManager', 'project'],
  ['opsManager', 'cluster'],
];

function verifyTogether(said: Sayings): void {
  for (const [key, needed] of NEEDS) {
    const one = said[key];
    if (one && !said[needed]) {
      throw new SetupError(`${one.by} needs ${dashed(needed)} as well`, {
        nextSteps: [`Give ${dashed(needed)}, or ${SETTINGS[needed].env}: ${SETTINGS[needed].words}`],
      });
    }
  }
}

/** On a real set nobody bends time, walks by themselves, or has things go wrong. */
function verifyLive({ auto, speed }: Sayings, faults: boolean): void {
  const by = isOn(auto) ? auto?.by : (speed?.by ?? (faults ? '--fault' : undefined));
  if (by === undefined) return;
  throw new SetupError(`${by} is for rehearsals, and --uri presents live`, {
    nextSteps: [`Leave out ${by}`, 'Or leave out --uri to rehearse'],
  });
}

function verifyNoSecret({ by }: Said, secrets: readonly string[]): void {
  if (by !== dashed('uri') || secrets.length === 0) return;
  throw new SetupError('--uri holds a secret, and whoever is on this machine can see the flags of a program', {
    nextSteps: [
      'Leave the password out of it, as in mongodb://user@host:27017',
      'Give it as MINUTEBACK_PASSWORD, in the file of --secrets, or when asked for it',
      'Or give the whole connection string as MINUTEBACK_URI',
    ],
  });
}

/** The secret as it was said, else asked for; without anybody to ask, a SetupError that names every way. */
async function need(said: Sayings, key: SettingKey, what: string, ask: Ask | undefined): Promise<string> {
  const given = said[key]?.text ?? (await ask?.(what)) ?? '';
  if (given !== '') return given;
  throw new SetupError(`${what} is missing`, {
    nextSteps: [
      `Set ${SETTINGS[key].env} in the environment`,
      `Or write ${JSON.stringify(key)} into a file that only you can read, and name it with --secrets`,
      'Or start on a terminal, to be asked for it',
    ],
  });
}

async function toUri(said: Sayings & { readonly uri: Said }, ask: Ask | undefined): Promise<string> {
  const uri = said.uri.text;
  const { lacksPasswordOf: user, seeds, secrets } = parseUri(uri);
  verifyNoSecret(said.uri, secrets);
  await (await import('../world/live/uri-check.ts')).verifyUriOptions(uri);
  if (user === undefined) return uri;
  return withPassword(uri, await need(said, 'password', `The password of ${user} on ${seeds.join(', ')}`, ask));
}

async function toGlobalKey(said: Sayings, ask: Ask | undefined): Promise<ApiKey | undefined> {
  if (!said.globalPublicKey && !said.globalPrivateKey) return undefined;
  const publicKey = await need(said, 'globalPublicKey', 'The public part of the global API key', ask);
  const privateKey = await need(said, 'globalPrivateKey', 'The private part of the global API key', ask);
  const key = { publicKey, privateKey };
  verifyKey(key, 'global API');
  return key;
}

async function toOpsManager(said: Sayings, ask: Ask | undefined): Promise<OpsManagerTarget | undefined> {
  const { opsManager, project, cluster, caFile } = said;
  if (!opsManager || !project || !cluster) return undefined;
  const publicKey = await need(said, 'publicKey', 'The public API key for Ops Manager', ask);
  // Not by its name: whoever has swapped the two would see the private one on the screen.
  const privateKey = await need(said, 'privateKey', 'The private API key for Ops Manager', ask);
  const key = { publicKey, privateKey };
  verifyKey(key, 'API');
  const globalKey = await toGlobalKey(said, ask);
  return {
    url: opsManager.text,
    project: project.text,
    cluster: cluster.text,
    ...key,
    ...(globalKey ? { globalKey } : {}),
    ...(caFile ? { caFile: caFile.text } : {}),
  };
}

/** What the settings are about. Asks for secrets that are missing; throws a SetupError for settings that do not fit together. */
export async function toTarget(said: Sayings, faults: boolean, ask: Ask | undefined): Promise<Target> {
  verifyTogether(said);
  const { uri, appdbHost } = said;
  if (!uri) return { kind: 'rehearsal' };
  verifyLive(said, faults);
  if (appdbHost) verifyHost(appdbHost);
  if (said.opsManager) verifyUrl(said.opsManager);
  for (const place of [said.project, said.cluster]) if (place) verifyPlaceName(place);
  const full = await toUri({ ...said, uri }, ask);
  const opsManager = await toOpsManager(said, ask);
  return {
    kind: 'live',
    uri: full,
    ...(opsManager ? { opsManager } : {}),
    ...(appdbHost ? { appdbHost: appdbHost.text } : {}),
  };
}
