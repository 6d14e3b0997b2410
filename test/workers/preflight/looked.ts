import { expect, it } from 'vitest';
import type { Check, CheckName } from '../../../src/wizard/checks.ts';
import type { Finding } from '../../../src/workers/preflight/finding.ts';
import { preflight } from '../../../src/workers/preflight/preflight.ts';
import type { Context, TerminalFacts } from '../../../src/workers/worker.ts';
import type { BackupEngine, Database, DatabaseLooks, EngineLooks, World } from '../../../src/world/world.ts';
import { createDatabaseLooks, createEngineLooks } from '../../helpers/looks.ts';
import { contextFor, createSmallWorld, runToEnd } from '../../helpers/small-world.ts';

export const LOAD = { bytes: 2 ** 30, documentBytes: 16_384, batch: 2000 };
export const TERMINAL: TerminalFacts = {
  isTerminal: true,
  columns: 120,
  rows: 40,
  term: 'xterm-256color',
  colors: 256,
  lines: false,
};

/** What is otherwise than a show wants it. */
export interface Other {
  readonly kind?: World['kind'];
  readonly looks?: Partial<DatabaseLooks> | undefined;
  readonly database?: Partial<Database>;
  readonly engineLooks?: Partial<EngineLooks>;
  readonly engine?: Partial<BackupEngine>;
  readonly terminal?: TerminalFacts;
  readonly readOnly?: boolean;
  readonly load?: Partial<typeof LOAD & { untilBytes: number }>;
  readonly signal?: AbortSignal;
}

export function contextWith(other: Other): Context<'preflight'> {
  const small = createSmallWorld();
  const world: World = {
    ...small,
    kind: other.kind ?? 'live',
    database: { ...small.database, looks: createDatabaseLooks(other.looks), ...other.database },
    engine: { ...small.engine, looks: createEngineLooks(other.engineLooks), ...other.engine },
  };
  const context = contextFor(small, { load: { ...LOAD, ...other.load } }, other.signal);
  const show = { ...context.show, readOnly: other.readOnly ?? false };
  return { ...context, world, show, terminal: other.terminal ?? TERMINAL };
}

/** What the checks come to where some of the world is otherwise. */
export async function lookedAt(other: Other = {}): Promise<ReadonlyMap<CheckName, Finding>> {
  const { result } = await runToEnd(preflight(contextWith(other)));
  return new Map(result.checks.map(({ name, ...finding }) => [name, finding]));
}

export const refuses = (error: Error) => (): Promise<never> => Promise.reject(error);

export type Case = readonly [
  name: CheckName,
  when: string,
  other: Other,
  verdict: Check['verdict'],
  /** What was seen, or a part of it. */
  seen: string,
  /** What to do, or a part of it; nothing when it is left out. */
  fix?: string,
];

/** A test for each case: the world is otherwise, and the check sees it. */
export function testCases(cases: readonly Case[]): void {
  for (const [name, when, other, verdict, seen, fix] of cases) {
    it(`${name} ${when}`, async () => {
      const finding = (await lookedAt(other)).get(name)!;
      expect(finding.seen).toContain(seen);
      expect(finding.verdict).toBe(verdict);
      if (fix === undefined) expect(finding.fix).toBeUndefined();
      else expect(finding.fix).toContain(fix);
    });
  }
}
