import { refuse } from './refusal.ts';

/** Throws the refusal when the value is not what the field takes. */
export type FieldCheck = (name: string, value: unknown) => void;

/** Unknown and read-only fields are refused, never ignored (https://www.mongodb.com/docs/ops-manager/current/core/api/). */
export function readFields(
  body: unknown,
  checks: Readonly<Record<string, FieldCheck>>,
): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refuse('INVALID_JSON');
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(checks, name)) throw refuse('INVALID_ATTRIBUTE', name);
    checks[name]!(name, value);
  }
  return body as Readonly<Record<string, unknown>>;
}

export const isText: FieldCheck = (name, value) => {
  if (typeof value !== 'string') throw refuse('INVALID_JSON_ATTRIBUTE', name);
};

export const isFlag: FieldCheck = (name, value) => {
  if (typeof value !== 'boolean') throw refuse('INVALID_JSON_ATTRIBUTE', name);
};

export const isInteger: FieldCheck = (name, value) => {
  if (!Number.isSafeInteger(value)) throw refuse('INVALID_JSON_ATTRIBUTE', name);
};

export const isTextList: FieldCheck = (name, value) => {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw refuse('INVALID_JSON_ATTRIBUTE', name);
  }
};

export const isReadOnly: FieldCheck = (name) => {
  throw refuse('ATTRIBUTE_READ_ONLY', name);
};

export function isOneOf(...values: readonly string[]): FieldCheck {
  return (name, value) => {
    isText(name, value);
    if (!values.includes(value as string)) throw refuse('INVALID_ENUM_VALUE', value as string);
  };
}
