import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SetupError } from '../../../../src/errors.ts';
import { createTransport } from '../../../../src/world/live/ops-manager/transport.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import { temporaryFolder } from '../../../helpers/folder.ts';

const open = (file: string) => createTransport(new URL('https://om'), file, createRedactor([]));

it.each([
  ['missing.pem', undefined, 'cannot be read'],
  ['ca.der', '0\u0082\u0003', 'holds no certificate in PEM'],
])('refuses %s before anything is asked', (name, content, words) => {
  const file = join(temporaryFolder(), name);
  if (content !== undefined) writeFileSync(file, content);
  expect(() => open(file)).toThrow(SetupError);
  expect(() => open(file)).toThrow(words);
});

it('takes a file in PEM', async () => {
  const file = join(temporaryFolder(), 'ca.pem');
  writeFileSync(file, '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
  const transport = open(file);
  expect(transport.host).toBe('om');
  await transport.close();
});
