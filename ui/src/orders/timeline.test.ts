import { describe, expect, it } from 'vitest';
import type { Order } from '../api/types';
import { timelineOf } from './timeline';

const order = {
  created_at: '2026-03-01T10:00:00Z',
  completed_at: '2026-03-01T10:00:00Z',
  cancelled_at: null,
  cashier: { id: 'c', name: 'Asha' },
  payments: [{ created_at: '2026-03-01T10:00:00Z', user_name: 'Asha', method: 'cash', amount: '5.00' }],
  refunds: [
    {
      created_at: '2026-03-02T09:00:00Z',
      user_name: 'Meera',
      total: '2.00',
      reason: 'Broken',
      items: [{ quantity: '1' }],
    },
  ],
} as unknown as Order;

describe('the timeline', () => {
  it('tells a sale, its payment, its completion and what came back, in this order', () => {
    expect(timelineOf(order).map(({ kind }) => kind)).toEqual(['rung_up', 'paid', 'completed', 'returned']);
  });

  it('ends with the cancellation of an order that was given up', () => {
    const cancelled = {
      ...order,
      completed_at: null,
      cancelled_at: '2026-03-01T12:00:00Z',
      cancelled_by: 'Meera',
      cancel_reason: 'Left',
      refunds: [],
    } as unknown as Order;
    expect(timelineOf(cancelled).at(-1)).toMatchObject({ kind: 'cancelled', by: 'Meera', reason: 'Left' });
  });

  it('knows money alone from goods', () => {
    const money = { ...order, refunds: [{ ...order.refunds[0], items: [{ quantity: '0' }] }] } as unknown as Order;
    expect(timelineOf(money).at(-1)).toMatchObject({ hasGoods: false });
  });
});
