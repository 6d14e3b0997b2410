import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { SetupError } from '../errors.ts';
import type { Format } from '../evidence/files.ts';
import { formatEvidence, FORMATS, readEvidence, writeWhole } from '../evidence/files.ts';
import { EXIT } from '../faces/face.ts';
import type { Ending } from '../faces/face.ts';
import { toTrouble } from '../keep/keeper.ts';
import { pickShow } from './pick-show.ts';
import type { Streams } from './streams.ts';
import { writeOut } from './streams.ts';

/** The flags of `report` as they were typed. */
export interface ReportFlags {
  readonly format?: string;
  readonly out?: string;
  readonly redact?: boolean;
}

/** Prints or writes the evidence of a show: the one with this id, or the newest. Throws a SetupError that says what to change. */
export async function report(id: string | undefined, flags: ReportFlags, streams: Streams): Promise<Ending> {
  const { out } = flags;
  if (out !== undefined) refuseFolder(out);
  const format = toFormat(flags);
  const { show, notices } = pickShow(id);
  for (const notice of notices) streams.errors.write(`${notice}\n`);
  const evidence = readEvidence(show.folder, { madeAt: Date.now(), redact: flags.redact ?? false });
  const text = formatEvidence(evidence, format);
  if (out === undefined) return { code: await writeOut(streams.output, text) };
  const path = resolve(out);
  try {
    await writeWhole(path, text);
  } catch (error) {
    throw new SetupError(`The report could not be written to ${path}: ${toTrouble(error)}`, {
      nextSteps: ['Name a file in a folder that is there and may be written to'],
      cause: error,
    });
  }
  streams.errors.write(`Wrote the evidence of show ${show.id} to ${path}\n`);
  return { code: EXIT.fine };
}

const ENDINGS: Readonly<Record<string, Format>> = {
  '.md': 'md',
  '.markdown': 'md',
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
};

/** The format that is named, else that of the file's ending, else Markdown. */
function toFormat({ format, out }: ReportFlags): Format {
  const named = FORMATS.find((one) => one === format?.toLowerCase());
  if (format !== undefined && !named) {
    throw new SetupError(`--format ${JSON.stringify(format)} is not a format: choose one of ${FORMATS.join(', ')}`);
  }
  if (named || out === undefined) return named ?? 'md';
  const ending = extname(out).toLowerCase();
  const byEnding = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (byEnding) return byEnding;
  throw new SetupError(`${JSON.stringify(out)} does not say its format: end it in .md, .html or .json`, {
    nextSteps: ['Or name the format with --format'],
  });
}

function refuseFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return;
  throw new SetupError(`${resolve(path)} is a folder: name a file in it`, {
    nextSteps: ['For example --out evidence.html'],
  });
}
