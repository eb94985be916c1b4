import { expect, it, vi } from 'vitest';
import { Failure } from '../api/failure';
import type { Product } from '../api/types';
import { Delivery } from './delivery.svelte';

const product = (id: string): Product => ({ id, name: id, unit: 'each' }) as Product;

it('adds up what is scanned again, the last one on top', () => {
  const delivery = new Delivery({ call: vi.fn() });
  delivery.take(product('a'), '1');
  delivery.take(product('b'), '6');
  delivery.take(product('a'), '1');
  expect(delivery.lines.map(({ product: { id }, quantity }) => [id, quantity])).toEqual([
    ['a', '2'],
    ['b', '6'],
  ]);
});

it('keeps what was refused, with its id, and books the rest once', async () => {
  const call = vi.fn(async (_: string, { product_id }: { product_id: string }) => {
    if (product_id === 'b') throw new Failure('conflict', 'Its stock is not counted.');
  });
  const delivery = new Delivery({ call: call as never });
  delivery.take(product('a'), '1');
  delivery.take(product('b'), '1');
  const id = delivery.lines[0]!.id;
  expect(await delivery.book()).toBe(1);
  expect(delivery.lines).toHaveLength(1);
  expect(delivery.lines[0]).toMatchObject({ id, refusal: 'Its stock is not counted.' });
});

it('is ready when every line is some', () => {
  const delivery = new Delivery({ call: vi.fn() });
  expect(delivery.isReady).toBe(false);
  delivery.take(product('a'), '1');
  expect(delivery.isReady).toBe(true);
  delivery.lines[0]!.quantity = '0';
  expect(delivery.isReady).toBe(false);
});
