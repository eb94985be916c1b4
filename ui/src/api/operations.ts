/**
 * The operations that the desk calls: what goes in and out, and where each one lives over HTTP.
 *
 * The desktop window calls the same names as commands, so nothing else in the desk knows a path.
 */
import { open, type downloads, type routes } from './routes.gen';
import type { operations } from './schema.gen';

type Known = keyof operations;

type Part<Holder, Name extends string> = Holder extends { [K in Name]: infer Value } ? Value : unknown;
type BodyOf<K extends Known> = operations[K] extends { requestBody?: { content: { 'application/json': infer Body } } }
  ? Body
  : unknown;
type QueryOf<K extends Known> = operations[K]['parameters'] extends { query?: infer Query }
  ? [Query] extends [never | undefined]
    ? unknown
    : Query
  : unknown;

/** Path, query and body as one object: over Tauri there is no difference between them. */
export type Input<K extends Known> = Part<operations[K]['parameters'], 'path'> & QueryOf<K> & BodyOf<K>;

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Json } } ? Json : never;
type Answers<K extends Known> = operations[K]['responses'];
export type Output<K extends Known> = JsonOf<Answers<K>[keyof Answers<K> & (200 | 201)]>;

/** Operations that answer a file. */
export type Download = (typeof downloads)[number];
export type Operation = Exclude<keyof typeof routes, Download>;

/** These go out without a token: the core refuses one that is worth nothing, and whoever asks may hold just that. */
export const strangers: ReadonlySet<Operation | Download> = new Set(open);

/** How a call differs from the usual. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Somebody else's consent to this call, as `approve` answered it. */
  approval?: string;
  /** For what may take minutes, such as reading a large file. */
  isLong?: boolean;
}
