import { afterEach, describe, expect, it, vi } from 'vitest';
import { HttpTransport } from './transport.http';
import { Failure } from './failure';

const TOKEN = 'vayupos.token';

interface Sent {
  path: string;
  authorization: string | null;
}

/** A server that says each of these in turn, and keeps what it was sent. */
function serverThat(...answers: [status: number, body: object][]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', (url: string, { headers }: { headers: Headers }) => {
    sent.push({ path: url, authorization: headers.get('authorization') });
    const [status, body] = answers[sent.length - 1] ?? [500, {}];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  return sent;
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

describe('the token', () => {
  it('stays at home when somebody signs in, or looks whether there is a shop', async () => {
    sessionStorage.setItem(TOKEN, 'dead');
    const sent = serverThat([200, {}], [201, {}], [200, { access_token: 'fresh' }], [200, {}]);
    const transport = new HttpTransport();
    await transport.call('get_setup', {});
    await transport.call('load_demo_shop', {});
    await transport.call('login', { username: 'anna', password: 'a long password' });
    expect(sent.map(({ authorization }) => authorization)).toEqual([null, null, null]);

    await transport.call('get_me', {});
    expect(sent.at(-1)).toEqual({ path: '/api/v1/auth/me', authorization: 'Bearer fresh' });
    expect(sessionStorage.getItem(TOKEN)).toBe('fresh');
  });

  it('is kept when a sign-in is refused, because whoever is signed in still is', async () => {
    sessionStorage.setItem(TOKEN, 'alive');
    const sent = serverThat([401, { code: 'invalid_credentials', message: 'No.' }], [200, {}]);
    const transport = new HttpTransport();
    await expect(transport.call('login', { username: 'anna', password: 'wrong' })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await transport.call('get_me', {});
    expect(sent.at(-1)?.authorization).toBe('Bearer alive');
  });
});

describe('a refusal', () => {
  it('brings the facts that say what to ask for', async () => {
    const details = { permission: 'cancel_orders', action: 'cancel orders' };
    serverThat([403, { code: 'forbidden', message: 'You may not.', details }]);
    const refused = await new HttpTransport().call('get_shop', {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Failure);
    expect((refused as Failure).code).toBe('forbidden');
    expect((refused as Failure).details).toEqual(details);
  });
});
