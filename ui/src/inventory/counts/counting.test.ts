import { expect, it, vi } from 'vitest';
import { Failure } from '../../api/failure';
import { Counting } from './counting.svelte';

interface Entered {
  product_id: string;
  entry_id: string;
  add?: string;
  counted?: string;
}

function shop(refuse: (entered: Entered) => void = () => {}) {
  const levels = new Map<string, number>();
  const seen = new Set<string>();
  const call = vi.fn(async (operation: string, input: Record<string, string>) => {
    if (operation === 'scan_product') {
      if (input['code'] === 'nothing') throw new Failure('not_found', 'No such product.');
      return { product: { id: input['code'] }, quantity: '1' };
    }
    const entered = input as unknown as Entered;
    refuse(entered);
    const { product_id, add, counted } = entered;
    if (!seen.has(entered.entry_id))
      levels.set(product_id, counted === undefined ? (levels.get(product_id) ?? 0) + Number(add) : Number(counted));
    seen.add(entered.entry_id);
    return {
      product_id: entered.product_id,
      counted: String(levels.get(entered.product_id)),
      variance: '0',
      counted_at: new Date(1_000 * seen.size).toISOString(),
    };
  });
  const events = { unknown: vi.fn(), refused: vi.fn() };
  return { counting: new Counting({ call } as never, 'count', events), events };
}

it('counts every scan, in order, the last one on top', async () => {
  const { counting } = shop();
  for (const code of ['a', 'b', 'a', '3*a', 'b']) counting.scan(code);
  expect(counting.waiting).toBe(5);
  await counting.settled();
  expect(counting.waiting).toBe(0);
  expect(counting.lines.map(({ product_id, counted }) => [product_id, counted])).toEqual([
    ['b', '2'],
    ['a', '5'],
  ]);
});

it('takes a typed figure after the scans before it, however late they are', async () => {
  const { counting } = shop();
  counting.scan('a');
  const entered = counting.enter('a', { counted: '28' });
  expect(counting.lines).toEqual([]);
  await entered;
  await counting.settled();
  expect(counting.lines[0]?.counted).toBe('28');
});

it('goes on after a figure that was refused', async () => {
  const { counting } = shop(({ counted }) => {
    if (counted === 'x') throw new Failure('invalid', 'no');
  });
  await expect(counting.enter('a', { counted: 'x' })).rejects.toThrow('no');
  counting.scan('a');
  await counting.settled();
  expect(counting.lines[0]?.counted).toBe('1');
});

it('says which code nobody knows, and goes on', async () => {
  const { counting, events } = shop();
  counting.scan('nothing');
  counting.scan('a');
  await counting.settled();
  expect(events.unknown).toHaveBeenCalledExactlyOnceWith('nothing', expect.any(Failure));
  expect(counting.lines).toHaveLength(1);
});

it('sends a scan again whose answer was lost, and it counts once', async () => {
  vi.useFakeTimers();
  let isLost = true;
  const { counting } = shop(() => {
    if (!isLost) return;
    isLost = false;
    throw new Failure('unavailable', 'gone');
  });
  counting.scan('a');
  await vi.runAllTimersAsync();
  await counting.settled();
  vi.useRealTimers();
  expect(counting.lines[0]?.counted).toBe('1');
});
