import { beforeEach, expect, it, vi } from 'vitest';
import { Failure } from '../api/failure';
import type { Approvals } from '../approval/approvals.svelte';
import type { Core } from '../api/core.svelte';
import { Consents } from './consents';
import { deferred, settle } from './testing';

const refusal = new Failure('forbidden', 'Not yours.', null, { permission: 'override_price' });
const input = { basket_id: 'b', revision: 1, items: [] };

let call: ReturnType<typeof vi.fn>;
let asked: ReturnType<typeof deferred<string | null>>;
let ask: ReturnType<typeof vi.fn>;
let decline: ReturnType<typeof vi.fn>;
let inHand: string;
let consents: Consents;

beforeEach(() => {
  inHand = 'b';
  call = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValue('saved');
  asked = deferred();
  ask = vi.fn(() => asked.promise);
  decline = vi.fn(() => asked.resolve(null));
  consents = new Consents({ call } as unknown as Core, { ask, decline } as unknown as Approvals, {
    about: () => 'Tea: 1.00',
    isInHand: (id) => id === inHand,
  });
});

it('a consent goes with every later call for the same basket', async () => {
  asked.resolve('token');
  await expect(consents.call('save_basket', 'b', input)).resolves.toBe('saved');
  await consents.call('save_basket', 'b', input);
  expect(call.mock.calls.map(([, , options]) => options)).toEqual([{}, { approval: 'token' }, { approval: 'token' }]);
});

it('nobody is asked to consent to a basket that is no longer in hand', async () => {
  const saving = consents.call('save_basket', 'b', input);
  inHand = 'next';
  await expect(saving).rejects.toBe(refusal);
  expect(ask).not.toHaveBeenCalled();
});

it('the question goes with the basket', async () => {
  const saving = consents.call('save_basket', 'b', input);
  await settle();
  expect(ask).toHaveBeenCalledOnce();
  consents.withdraw();
  await expect(saving).rejects.toBe(refusal);
});

it('somebody else’s question stays', () => {
  consents.withdraw();
  expect(decline).not.toHaveBeenCalled();
});
