import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Evidence } from './evidence.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';
import { readKeptShow } from './kept-show.ts';
import { toMarkdown } from './markdown.ts';
import type { EvidenceOptions } from './to-evidence.ts';
import { toEvidence } from './to-evidence.ts';

export const FORMATS = ['md', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const WRITERS: { readonly [F in Format]: (evidence: Evidence) => string } = {
  md: toMarkdown,
  html: toHtml,
  json: toJson,
};

/** The evidence as text in this format. */
export const formatEvidence = (evidence: Evidence, format: Format): string => WRITERS[format](evidence);

/** The evidence of the show in this folder. Throws a SetupError when its journal cannot be read. */
export function readEvidence(folder: string, options: Omit<EvidenceOptions, 'ledger'>): Evidence {
  const { journal, recorded, ledger } = readKeptShow(folder);
  return toEvidence(journal, recorded, { ...options, ...(ledger ? { ledger } : {}) });
}

/** For the user alone, and never half of it. Throws the error of the file system. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, { mode: 0o600 });
}

/**
 * Writes `evidence.html`, `evidence.md` and `evidence.json` into the folder of a show, from what is kept there by now; resolves
 * with the path of the first. Throws a SetupError, or the error of the file system.
 */
export async function writeEvidence(folder: string): Promise<string> {
  const evidence = readEvidence(folder, { madeAt: Date.now() });
  for (const format of FORMATS) await writeWhole(join(folder, `evidence.${format}`), formatEvidence(evidence, format));
  return join(folder, 'evidence.html');
}
