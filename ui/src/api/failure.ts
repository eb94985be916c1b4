/** A refusal by the core, or the core not being reachable, as one kind of error. */

import type { Code } from './types';

const CODES: ReadonlySet<string> = new Set<Code>([
  'invalid',
  'unauthenticated',
  'invalid_credentials',
  'forbidden',
  'not_found',
  'conflict',
  'out_of_stock',
  'insufficient_tender',
  'throttled',
  'unavailable',
  'internal',
]);

export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: Code,
    message: string,
    readonly field: string | null = null,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Nobody answered, or the core has no database: asking again later may well succeed. */
  get isPassing(): boolean {
    return this.code === 'unavailable';
  }

  /** A text among the details, such as `order_id` or `total`. */
  detail(name: string): string | null {
    const value = this.details[name];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
  }
}

/** Nobody answered at all, so it is unknown whether the call took effect. */
export function unreachable(): Failure {
  return new Failure('unavailable', 'The shop’s database cannot be reached.');
}

/** Reads the core's error body, from either transport. */
export function failureFrom(body: unknown, fallback: Code = 'internal'): Failure {
  if (typeof body !== 'object' || body === null) {
    return new Failure(fallback, typeof body === 'string' && body !== '' ? body : 'Something went wrong.');
  }
  const { code, message, field, details, retry_after } = body as Record<string, unknown>;
  const facts: Record<string, unknown> = typeof details === 'object' && details !== null ? { ...details } : {};
  if (retry_after !== undefined) facts['retry_after'] = retry_after;
  return new Failure(
    typeof code === 'string' && CODES.has(code) ? (code as Code) : fallback,
    typeof message === 'string' ? message : 'Something went wrong.',
    typeof field === 'string' ? field : null,
    facts,
  );
}

export function isFailure(error: unknown, ...codes: Code[]): error is Failure {
  return error instanceof Failure && (codes.length === 0 || codes.includes(error.code));
}
