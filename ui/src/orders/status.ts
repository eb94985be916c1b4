import { m } from '../paraglide/messages.js';
import type { OrderPayment, OrderStatus } from './shapes';

type Tone = 'plain' | 'ok' | 'warn' | 'danger';

const NAMES: Record<OrderStatus, () => string> = {
  pending: m.orders_status_pending,
  completed: m.orders_status_completed,
  cancelled: m.orders_status_cancelled,
  partially_refunded: m.orders_status_partially_refunded,
  refunded: m.orders_status_refunded,
};

const TONES: Record<OrderStatus, Tone> = {
  pending: 'warn',
  completed: 'ok',
  cancelled: 'plain',
  partially_refunded: 'danger',
  refunded: 'danger',
};

export const STATUSES = Object.keys(NAMES) as OrderStatus[];

export function statusName(status: OrderStatus): string {
  return NAMES[status]();
}

export function statusTone(status: OrderStatus): Tone {
  return TONES[status];
}

export function paymentStatusName(status: OrderPayment['status']): string {
  return status === 'completed' ? m.orders_payment_taken() : NAMES[status]();
}
