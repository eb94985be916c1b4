/** Calls the core over HTTP, when `vayupos serve` shows the desk in a browser. */
import { Failure, failureFrom, unreachable } from './failure';
import { strangers, type CallOptions, type Download, type Input, type Operation, type Output } from './operations';
import { routes } from './routes.gen';
import type { DownloadedFile, Transport } from './transport';
import type { Code } from './types';

const BASE = '/api/v1';
const TOKEN = 'vayupos.token';
/** Longer than any answer of a working shop takes; a lost connection must not hold the till for minutes. */
const TIMEOUT_MS = 10_000;
const LONG_TIMEOUT_MS = 300_000;

/** What answers a token that takes the place of the one before. */
const NEW_TOKEN: ReadonlySet<Operation> = new Set<Operation>(['login', 'refresh', 'unlock']);

export class HttpTransport implements Transport {
  // One tab, one session: closing the tab signs out.
  #token = sessionStorage.getItem(TOKEN);

  async call<K extends Operation>(operation: K, input: Input<K>, options: CallOptions = {}): Promise<Output<K>> {
    const response = await this.#send(operation, input as object, options);
    const body = await readJson(response);
    if (!response.ok) throw refusal(response, body);
    if (NEW_TOKEN.has(operation)) this.#remember((body as Output<'login'>).access_token);
    if (operation === 'logout') this.forgetSession();
    return body as Output<K>;
  }

  async download<K extends Download>(
    operation: K,
    input: Input<K>,
    options: CallOptions = {},
  ): Promise<DownloadedFile> {
    const response = await this.#send(operation, input as object, options);
    if (!response.ok) throw refusal(response, await readJson(response));
    const bytes = new Uint8Array(await response.arrayBuffer());
    const name = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    return { name: name ?? 'vayupos', type, base64: toBase64(bytes) };
  }

  mayBeSignedIn(): boolean {
    return this.#token !== null;
  }

  forgetSession(): void {
    this.#token = null;
    sessionStorage.removeItem(TOKEN);
  }

  #remember(token: string): void {
    this.#token = token;
    sessionStorage.setItem(TOKEN, token);
  }

  async #send(operation: Operation | Download, input: object, options: CallOptions): Promise<Response> {
    const { verb, url, body } = request(operation, input);
    const headers = new Headers();
    if (this.#token !== null && !strangers.has(operation)) headers.set('authorization', `Bearer ${this.#token}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (options.approval !== undefined) headers.set('x-approval', options.approval);
    const timeout = AbortSignal.timeout(options.isLong ? LONG_TIMEOUT_MS : TIMEOUT_MS);
    try {
      return await fetch(url, {
        method: verb,
        headers,
        body: body ?? null,
        cache: 'no-store',
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      });
    } catch {
      throw unreachable();
    }
  }
}

/** Fills the path from the input; what is left over becomes the query of a read or the body of a write. */
export function request(operation: Operation | Download, input: object): { verb: string; url: string; body?: string } {
  const [verb, path] = routes[operation];
  const rest: Record<string, unknown> = { ...input };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (verb === 'GET') {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined && value !== null) query.set(name, String(value));
    }
    const text = query.toString();
    return { verb, url: BASE + filled + (text === '' ? '' : `?${text}`) };
  }
  return { verb, url: BASE + filled, body: JSON.stringify(rest) };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  } catch {
    // The connection broke while the answer was on its way, or something between us and the core answered.
    throw unreachable();
  }
}

const FALLBACKS: Readonly<Record<number, Code>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'throttled',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function refusal(response: Response, body: unknown): Failure {
  const failure = failureFrom(body, FALLBACKS[response.status] ?? 'internal');
  const wait = response.headers.get('retry-after');
  if (wait === null || failure.detail('retry_after') !== null) return failure;
  return new Failure(failure.code, failure.message, failure.field, { ...failure.details, retry_after: wait });
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
