/** Who buys: the customers that this till has seen, and who was here last. */
import type { Core } from '../api/core.svelte';
import type { Customer, Id } from '../api/types';

const RECENT = 'vayupos.customers';
const MOST_RECENT = 8;
const RESULTS = 20;

export class Buyers {
  #known = $state.raw<Readonly<Record<Id, Customer>>>({});

  constructor(private readonly core: Core) {}

  of(id: Id | null): Customer | null {
    return id === null ? null : (this.#known[id] ?? null);
  }

  keep(...customers: Customer[]): void {
    this.#known = { ...this.#known, ...Object.fromEntries(customers.map((customer) => [customer.id, customer])) };
  }

  /** Their name and points as of now. Without the database, what was known before stays. */
  async look(id: Id): Promise<void> {
    const customer = await this.core.call('get_customer', { customer_id: id }).catch(() => null);
    if (customer) this.keep(customer);
  }

  /** Those who were attached last on this machine, or else the first by name. */
  async recent(signal: AbortSignal): Promise<Customer[]> {
    const ids = readRecent();
    if (ids.length === 0) {
      return (await this.core.call('list_customers', { limit: MOST_RECENT }, { signal })).data;
    }
    const found = await Promise.all(
      ids.map((id) => this.core.call('get_customer', { customer_id: id }, { signal }).catch(missing)),
    );
    return found.filter((customer) => customer !== null && customer.is_active) as Customer[];
  }

  async search(query: string, signal: AbortSignal): Promise<Customer[]> {
    return (await this.core.call('search_customers', { q: query, limit: RESULTS }, { signal })).data;
  }

  /** So that they come first the next time. */
  remember(id: Id): void {
    const ids = [id, ...readRecent().filter((other) => other !== id)].slice(0, MOST_RECENT);
    try {
      // Only who, not what about them: the machine keeps no names.
      localStorage.setItem(RECENT, JSON.stringify(ids));
    } catch {
      // The list by name is still there.
    }
  }
}

/** A customer who was merged or removed is not offered; a database that is away is another matter. */
function missing(error: unknown): null {
  if ((error as { code?: string }).code === 'not_found') return null;
  throw error;
}

function readRecent(): Id[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id): id is Id => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
