import { UUID, type Document } from 'bson';
import { anywhere, type Call, type Commands } from '../call.ts';
import { MAX_DOCUMENT_BYTES } from '../frames.ts';
import { lastWriteDate } from './hello.ts';

function buildInfo({ shared }: Call): Document {
  const [major, minor, patch] = shared.versionName.split('.').map(Number);
  return {
    version: shared.versionName,
    gitVersion: 'rehearsal',
    modules: ['enterprise'],
    versionArray: [major, minor, patch, 0],
    javascriptEngine: 'none',
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngines: ['wiredTiger'],
  };
}

function getParameter({ body }: Call): Document {
  const asked = Object.keys(body).includes('featureCompatibilityVersion') || body['getParameter'] === '*';
  return asked ? { featureCompatibilityVersion: { version: '8.0' } } : {};
}

function serverStatus(call: Call): Document {
  const { shared, process } = call;
  const uptimeMillis = Math.max(0, Math.floor(shared.clock.now() - process.startedAt));
  return {
    host: process.host,
    version: shared.versionName,
    process: 'mongod',
    uptime: Math.floor(uptimeMillis / 1000),
    uptimeMillis,
    localTime: new Date(shared.clock.now()),
    connections: { current: process.connections(), available: 51_200 },
    flowControl: { enabled: true, targetRateLimit: 1_000_000_000, isLagged: false, isLaggedCount: 0 },
    repl: {
      setName: shared.setName,
      setVersion: shared.roles.setVersion,
      isWritablePrimary: shared.roles.primary === process.member,
      secondary: shared.roles.primary !== process.member,
      hosts: shared.hosts,
      me: process.host,
      lastWrite: { lastWriteDate: lastWriteDate(call) },
    },
    storageEngine: { name: 'wiredTiger', supportsCommittedReads: true, persistent: true },
  };
}

/** Access control is off: nobody is logged in (https://www.mongodb.com/docs/manual/reference/command/connectionStatus/). */
function connectionStatus({ body }: Call): Document {
  const nobody = { authenticatedUsers: [], authenticatedUserRoles: [] };
  return { authInfo: body['showPrivileges'] === true ? { ...nobody, authenticatedUserPrivileges: [] } : nobody };
}

/** The set keeps nothing per session, so that there is nothing to refresh or to end. */
const done = anywhere(() => ({}));

/** What clients ask of a server before and after they do anything. */
export const SERVER_COMMANDS: Commands = {
  ping: done,
  buildInfo: anywhere(buildInfo),
  buildinfo: anywhere(buildInfo),
  getParameter: anywhere(getParameter),
  connectionStatus: anywhere(connectionStatus),
  getCmdLineOpts: anywhere(({ shared }) => ({
    argv: ['mongod'],
    parsed: { replication: { replSetName: shared.setName } },
  })),
  getLog: anywhere(({ body }) =>
    body['getLog'] === '*' ? { names: ['global', 'startupWarnings'] } : { totalLinesWritten: 0, log: [] },
  ),
  serverStatus: anywhere(serverStatus),
  whatsmyuri: anywhere(({ peer }) => ({ you: peer })),
  startSession: anywhere(() => ({ id: { id: new UUID() }, timeoutMinutes: 30 })),
  refreshSessions: done,
  endSessions: done,
  killSessions: done,
};
