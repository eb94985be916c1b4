import { describe, expect, it, vi } from 'vitest';
import type { Core } from '../api/core.svelte';
import { Failure } from '../api/failure';
import { Session } from './session.svelte';

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
