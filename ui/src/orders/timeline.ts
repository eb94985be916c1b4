/** What happened to an order, told in the order it happened. */
import type { Method, Money, Order } from '../api/types';

export type Event = { at: string; by: string | null } & (
  | { kind: 'rung_up' }
  | { kind: 'paid'; method: Method; amount: Money }
  | { kind: 'completed' }
  | { kind: 'cancelled'; reason: string | null }
  | { kind: 'returned'; amount: Money; reason: string; hasGoods: boolean }
);

export function timelineOf(order: Order): Event[] {
  const events: Event[] = [
    { kind: 'rung_up', at: order.created_at, by: order.cashier.name },
    ...order.payments.map((payment): Event => ({
      kind: 'paid',
      at: payment.created_at,
      by: payment.user_name,
      method: payment.method,
      amount: payment.amount,
    })),
    ...(order.completed_at === null ? [] : [{ kind: 'completed' as const, at: order.completed_at, by: null }]),
    ...order.refunds.map((refund): Event => ({
      kind: 'returned',
      at: refund.created_at,
      by: refund.user_name,
      amount: refund.total,
      reason: refund.reason,
      hasGoods: refund.items.some((item) => /[1-9]/.test(item.quantity)),
    })),
    ...(order.cancelled_at === null
      ? []
      : [
          {
            kind: 'cancelled' as const,
            at: order.cancelled_at,
            by: order.cancelled_by,
            reason: order.cancel_reason,
          },
        ]),
  ];
  // Stable: of what happened in one moment, the sale comes before its payment, the payment before its completion.
  return events.sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}
