/** A customer as a form holds one, and as the core takes it. */
import type { Output } from '../api/operations';

export type Customer = Output<'get_customer'>;

export interface CustomerValues {
  name: string;
  phone: string;
  email: string;
  address: string;
  tax_number: string;
  notes: string;
}

export function customerValues(customer: Customer | null): CustomerValues {
  return {
    name: customer?.name ?? '',
    phone: customer?.phone ?? '',
    email: customer?.email ?? '',
    address: customer?.address ?? '',
    tax_number: customer?.tax_number ?? '',
    notes: customer?.notes ?? '',
  };
}

/** Facts without a text are none. */
export function asFacts({ name, ...others }: CustomerValues) {
  const texts = Object.entries(others).map(([key, text]) => [key, text.trim() === '' ? null : text.trim()]);
  return { name: name.trim(), ...(Object.fromEntries(texts) as Record<keyof typeof others, string | null>) };
}

/** How somebody is told from another of the same name. */
export function contactOf(customer: Customer): string {
  return [customer.phone, customer.email].filter(Boolean).join(' · ');
}
