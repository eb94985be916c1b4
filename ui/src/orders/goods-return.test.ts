import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../api/failure';
import type { Input } from '../api/operations';
import type { Order } from '../api/types';
import { GoodsReturn, leftOf } from './goods-return.svelte';
import type { Refund } from './shapes';

const order = {
  id: 'o',
  status: 'completed',
  total: '12.34',
  paid: '12.35',
  refunded: '0.00',
  refunds: [],
  items: [
    { id: 'milk', quantity: '3', returned: '1' },
    { id: 'tea', quantity: '0.64', returned: '0' },
    { id: 'gone', quantity: '1', returned: '1' },
  ],
} as unknown as Order;

let sent: Input<'return_items'>[];
let answers: (Refund | Failure)[];
let goods: GoodsReturn;

beforeEach(() => {
  sent = [];
  answers = [{ id: 'r' } as Refund];
  goods = new GoodsReturn((input) => {
    sent.push(input);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
  });
  goods.open(order);
});

describe('goods that come back', () => {
  it('are everything when nothing is picked, and the core is left to say what that is', async () => {
    expect(goods.amount).toBe('12.35');
    goods.confirm();
    await goods.give('Returned', 'about');
    expect(sent[0]).toEqual({ id: expect.any(String) as string, order_id: 'o', reason: 'Returned' });
    expect(goods.stage.kind).toBe('done');
  });

  it('are never more than what is left of them', () => {
    expect(goods.items.map(({ id }) => id)).toEqual(['milk', 'tea']);
    expect(leftOf(goods.items[0]!)).toBe('2');
    goods.pick(goods.items[0]!, '7');
    expect(goods.picked(goods.items[0]!).quantity).toBe('2');
    goods.step(goods.items[0]!, '-1');
    goods.step(goods.items[0]!, '-1');
    goods.step(goods.items[0]!, '-1');
    expect(goods.hasPicked).toBe(false);
  });

  it('are told item by item when only some come back, or not onto the shelf', async () => {
    goods.pick(goods.items[1]!, '0.2');
    goods.restock(goods.items[1]!, false);
    goods.way = 'cash';
    goods.confirm();
    expect(goods.amount).toBeNull();
    await goods.give('Broken', 'about');
    expect(sent[0]).toMatchObject({
      method: 'cash',
      items: [{ order_item_id: 'tea', quantity: '0.2', restock: false }],
    });
  });

  it('are named in full when all come back but not all onto the shelf', async () => {
    goods.restock(goods.items[0]!, false);
    goods.confirm();
    await goods.give('Broken', 'about');
    expect(sent[0]?.items).toEqual([
      { order_item_id: 'milk', quantity: '2', restock: false },
      { order_item_id: 'tea', quantity: '0.64', restock: true },
    ]);
  });

  it('are given back once, however often it is asked after a lost answer', async () => {
    answers = [new Failure('unavailable', 'lost'), { id: 'r' } as Refund];
    goods.confirm();
    await goods.give('Returned', 'about');
    expect(goods.failure?.code).toBe('unavailable');
    await goods.give('Returned', 'about');
    expect(sent[1]).toEqual(sent[0]);
    expect(goods.stage.kind).toBe('done');
  });

  it('cannot come from an order that was not sold', () => {
    goods.open({ ...order, status: 'cancelled' });
    expect(goods.obstacle).toBe('cancelled');
    goods.confirm();
    expect(goods.stage.kind).toBe('pick');
  });
});
