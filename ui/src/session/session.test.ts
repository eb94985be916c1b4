import { describe, expect, it, vi } from 'vitest';
import type { Core } from '../api/core.svelte';
import { Failure } from '../api/failure';
import { Session } from './session.svelte';

// Only in its own process does the core say where the shop is.
vi.mock('../api/transport', () => ({ isDesktop: true }));

function coreThat(answers: () => Promise<unknown>): Core {
  const core: Partial<Core> = {
    call: vi.fn(answers) as unknown as Core['call'],
    onSignedOut: () => undefined,
    onLocked: () => undefined,
    onReturn: () => undefined,
    mayBeSignedIn: () => false,
  };
  return core as Core;
}

describe('a shop that cannot be opened', () => {
  it('says which file or server stands in the way', async () => {
    const reason = 'The database /shop/vayupos.db cannot be opened.';
    const session = new Session(
      coreThat(() => Promise.reject(new Failure('unavailable', reason))),
      () => Promise.resolve(),
    );
    await session.start();
    expect(session.stage).toBe('unreachable');
    expect(session.obstacle).toBe(reason);
  });
});

describe('a locked till', () => {
  it('stays locked when the page is loaded anew, whether or not the core had heard of it', async () => {
    const asked: string[] = [];
    const core = {
      ...coreThat(() => Promise.resolve({})),
      mayBeSignedIn: () => true,
      call: ((operation: string) => {
        asked.push(operation);
        if (operation === 'lock') return Promise.reject(new Failure('unavailable', 'away'));
        return Promise.resolve({ currency: 'EUR', currency_digits: 2, needs_admin: false });
      }) as unknown as Core['call'],
    } as Core;
    const session = new Session(core, () => Promise.resolve());
    await session.lock();
    expect(session.isLocked).toBe(true);
    const again = new Session(core, () => Promise.resolve());
    await again.start();
    expect(again.isLocked).toBe(true);
    expect(asked).not.toContain('get_me');
    sessionStorage.clear();
  });

  it('sends no unlocking while the locking is under way', async () => {
    const asked: string[] = [];
    let locked: (answer: object) => void = () => undefined;
    const core = {
      ...coreThat(() => Promise.resolve({})),
      call: ((operation: string) => {
        asked.push(operation);
        return operation === 'lock' ? new Promise((answer) => (locked = answer)) : Promise.reject(new Error(operation));
      }) as unknown as Core['call'],
    } as Core;
    const session = new Session(core, () => Promise.resolve());
    const locking = session.lock();
    const unlocking = session.unlock({ username: 'aoife', pin: '1234' });
    await Promise.resolve();
    expect(asked).toEqual(['lock']);
    locked({});
    await locking;
    await expect(unlocking).rejects.toThrow('unlock');
    sessionStorage.clear();
  });
});
