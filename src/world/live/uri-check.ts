import { SetupError } from '../../errors.ts';
import { clean } from './clean.ts';
import { createRedactor } from './redact.ts';
import { withoutOverridden } from './uri-options.ts';
import { parseUri } from './uri.ts';

/**
 * Throws a `SetupError` that names the option when the driver knows one of them not, or not so. Nothing connects. Asks nobody
 * where there are no options, because the driver takes its time to load.
 */
export async function verifyUriOptions(uri: string): Promise<void> {
  const { secrets } = parseUri(uri);
  const left = withoutOverridden(uri);
  if (!/\?./.test(left)) return;
  const { MongoClient } = await import('mongodb');
  try {
    void new MongoClient(left);
  } catch (error) {
    const why = clean(createRedactor(secrets)((error as Error).message));
    throw new SetupError(`The connection string has an option that cannot be used: ${why}`, {
      nextSteps: [
        'Correct the option, or leave it out',
        'See https://www.mongodb.com/docs/manual/reference/connection-string-options/',
      ],
      cause: error,
    });
  }
}
