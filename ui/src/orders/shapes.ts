/** Orders as the core answers them. */
import type { Input, Output } from '../api/operations';
import type { Order } from '../api/types';

export type OrderSummary = Output<'list_orders'>['data'][number];
export type OrderStatus = OrderSummary['status'];
export type OrderItem = Order['items'][number];
export type OrderPayment = Order['payments'][number];
export type Refund = Order['refunds'][number];
export type OrderFilter = Omit<Input<'list_orders'>, 'cursor' | 'limit'>;
export type NewReturn = NonNullable<Input<'return_items'>['items']>[number];
