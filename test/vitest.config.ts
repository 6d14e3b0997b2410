import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/dist\/$/, '/');

/** Shows of the built program are kept here and not among those of whoever runs the tests. */
const state = mkdtempSync(join(tmpdir(), 'minuteback-state-'));
process.on('exit', () => rmSync(state, { recursive: true, force: true }));

export default defineConfig({
  root,
  // React's production build, which the program runs on, has no `jsxDEV`.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: { NODE_ENV: 'production', FORCE_COLOR: '0', NO_COLOR: '', XDG_STATE_HOME: state },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
