/**
 * The operations that the desk calls: what goes in and out, and where each one lives over HTTP.
 *
 * The desktop window calls the same names as commands, so nothing else in the desk knows a path.
 */
import type { operations, paths } from './schema.gen';

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

type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Tail<Path> = Path extends `/api/v1${infer Rest}` ? Rest : never;

export const routes = {
  get_setup: ['GET', '/setup'],
  load_demo_shop: ['POST', '/setup/demo'],
  register: ['POST', '/auth/register'],
  login: ['POST', '/auth/login'],
  logout: ['POST', '/auth/logout'],
  get_me: ['GET', '/auth/me'],
  get_shop: ['GET', '/settings/shop'],
  update_shop: ['PUT', '/settings/shop'],
  list_categories: ['GET', '/categories'],
  list_taxes: ['GET', '/taxes'],
  create_product: ['POST', '/products'],
  list_products: ['GET', '/products'],
  search_products: ['GET', '/products/search'],
  scan_product: ['GET', '/products/scan'],
  save_basket: ['PUT', '/baskets/{basket_id}'],
  list_baskets: ['GET', '/baskets'],
  checkout: ['POST', '/orders/checkout'],
  get_order: ['GET', '/orders/{order_id}'],
  get_receipt: ['GET', '/orders/{order_id}/receipt'],
  get_receipt_pdf: ['GET', '/orders/{order_id}/receipt.pdf'],
} as const satisfies Partial<Record<Known, readonly [Verb, Tail<keyof paths>]>>;

/**
 * What nobody needs to be signed in for. These go out without a token: the core refuses one that is worth nothing, and
 * whoever asks for these may hold just that.
 */
export const strangers: ReadonlySet<keyof typeof routes> = new Set<keyof typeof routes>([
  'get_setup',
  'load_demo_shop',
  // The desk registers only the first user of all, when nobody can be signed in.
  'register',
  'login',
]);

/** Operations that answer a file. */
export type Download = 'get_receipt_pdf';
export type Operation = Exclude<keyof typeof routes, Download>;
