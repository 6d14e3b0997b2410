import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoParseError,
  MongoServerError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { BugError, RefusedError, SetupError, UnreachableError } from '../../../src/errors.ts';
import { explain, isRefusal, unwrap } from '../../../src/world/live/errors.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';

const attempt = { what: 'count loadtest.events', on: 'a:1', redact: createRedactor([]) };

const answered = (code: number): MongoServerError => new MongoServerError({ ok: 0, code, errmsg: `error ${code}` });

const caused = (code: string): MongoNetworkError =>
  new MongoNetworkError('failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });

/** What the driver throws when no server can be selected, with what it heard of one member. */
const unselected = (error: Error): Error =>
  Object.assign(new Error('Server selection timed out after 2000 ms'), {
    name: 'MongoServerSelectionError',
    reason: { servers: new Map([['b:2', { error }]]) },
  });

describe('explain', () => {
  it.each([
    6, 7, 43, 50, 89, 91, 134, 189, 211, 225, 239, 246, 262, 317, 462, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
  ])('takes code %i for something that passes', (code) => {
    expect(explain(answered(code), attempt)).toBeInstanceOf(UnreachableError);
    expect(explain(answered(code), attempt)).toMatchObject({ code: String(code), nextSteps: ['Try again'] });
  });

  it.each([13, 18, 26, 59, 72, 166, 8000, 99_999])('takes code %i for a refusal', (code) => {
    const error = explain(answered(code), attempt);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe(`Could not count loadtest.events on a:1: error ${code}`);
  });

  it.each([
    ['a refused connection', caused('ECONNREFUSED'), 'the connection is refused'],
    ['a name that does not resolve', caused('ENOTFOUND'), 'its name cannot be resolved from here'],
    ['a cut connection', caused('ECONNRESET'), 'the connection was cut'],
    ['a server that hangs', new MongoNetworkTimeoutError('timed out'), 'no answer in time'],
    ['a deadline of ours', new DOMException('late', 'TimeoutError'), 'no answer in time'],
    ['a client that was closed', new MongoClientClosedError(), 'the connection was closed meanwhile'],
    ['no primary', unselected(caused('ECONNREFUSED')), 'b:2: the connection is refused'],
    [
      'a stale primary',
      unselected(Object.assign(new Error('x'), { name: 'MongoStalePrimaryError' })),
      'b:2: a primary answers that this connection takes for an old one, as after a restore',
    ],
  ])('says in words what happened: %s', (_, thrown, words) => {
    const error = explain(thrown, attempt);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toBe(`Could not count loadtest.events on a:1: ${words}`);
  });

  it('sees through the wrapping of insertMany', () => {
    const wrapped = new MongoBulkWriteError(caused('ECONNRESET'), {} as never);
    expect(explain(wrapped, attempt).message).toContain('the connection was cut');
    expect(unwrap(wrapped)).toBeInstanceOf(MongoNetworkError);
  });

  it('takes an option that the driver does not know for a matter of setting up', () => {
    expect(explain(new MongoParseError('option nonsense is not supported'), attempt)).toBeInstanceOf(SetupError);
  });

  it('leaves our own errors and bugs as they are', () => {
    for (const error of [new BugError('x'), new RefusedError('x'), new TypeError('x is not a function')]) {
      expect(explain(error, attempt)).toBe(error);
    }
  });
});

describe('isRefusal', () => {
  it.each([
    [13, true],
    [10_107, true],
    [11_602, false],
    [189, false],
    [91, false],
    [64, false],
  ])('says of code %i whether nothing was done: %s', (code, expected) => {
    expect(isRefusal(answered(code))).toBe(expected);
  });

  it('knows nothing of what a network error left behind', () => {
    expect(isRefusal(caused('ECONNRESET'))).toBe(false);
  });
});
