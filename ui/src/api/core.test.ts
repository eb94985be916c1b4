import { expect, it, vi } from 'vitest';
import { Core } from './core.svelte';
import { Failure } from './failure';
import type { Transport } from './transport';

/** A core whose answers come when the test says so. */
function slowCore() {
  const asked = new Map<string, { answer: (output: object) => void; refuse: (failure: Failure) => void }>();
  const forgetSession = vi.fn();
  const transport = {
    call: (operation: string) =>
      new Promise<object>((answer, refuse) => asked.set(operation, { answer, refuse })) as Promise<never>,
    forgetSession,
  } as unknown as Transport;
  const core = new Core(transport);
  const locked = vi.fn();
  const signedOut = vi.fn();
  core.onLocked(locked);
  core.onSignedOut(signedOut);
  return { core, asked, locked, signedOut, forgetSession };
}

const LOCKED = new Failure('unauthenticated', 'locked', null, { locked: true });
const ENDED = new Failure('unauthenticated', 'ended');

it('locks and signs out when the core says so', async () => {
  const { core, asked, locked, signedOut, forgetSession } = slowCore();
  const first = core.call('get_me', {});
  asked.get('get_me')!.refuse(LOCKED);
  await expect(first).rejects.toBe(LOCKED);
  expect(locked).toHaveBeenCalledOnce();
  const second = core.call('get_me', {});
  asked.get('get_me')!.refuse(ENDED);
  await expect(second).rejects.toBe(ENDED);
  expect(signedOut).toHaveBeenCalledOnce();
  expect(forgetSession).toHaveBeenCalledOnce();
});

it('takes a late answer about the session before for what it is', async () => {
  for (const late of [LOCKED, ENDED]) {
    const { core, asked, locked, signedOut, forgetSession } = slowCore();
    const question = core.call('get_me', {});
    const unlocking = core.call('unlock', { username: 'aoife', pin: '1234' });
    asked.get('unlock')!.answer({});
    await unlocking;
    asked.get('get_me')!.refuse(late);
    await expect(question).rejects.toBe(late);
    expect(locked).not.toHaveBeenCalled();
    expect(signedOut).not.toHaveBeenCalled();
    expect(forgetSession).not.toHaveBeenCalled();
  }
});
