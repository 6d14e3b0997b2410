import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse, refuseStatus } from './refusal.ts';

const BODY_LIMIT_BYTES = 2 ** 20;

/** Answers with JSON that breaks off in its middle, as a proxy in trouble hands it on. */
export function sendTorn(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(text.slice(0, Math.floor(text.length / 2)));
}

/** Answers with JSON. */
export function send(response: ServerResponse, status: number, body: unknown, pretty = false): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body, null, pretty ? 2 : 0));
}

/** The whole body as text; empty when there is none. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (bytes > BODY_LIMIT_BYTES) throw refuseStatus(413, 'The body is too large');
  return Buffer.concat(chunks).toString();
}

/** Undefined for an empty body; refuses what is not JSON or does not say so. */
export function parseBody(text: string, contentType: string | undefined): unknown {
  if (text === '') return undefined;
  if (!/^application\/json\b/i.test(contentType ?? '')) throw refuseStatus(415, 'The body must be application/json');
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('INVALID_JSON');
  }
}
