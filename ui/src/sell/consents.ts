/**
 * Prices, stores and sells a basket, and has a colleague consent where its prices or discounts are beyond one's role.
 *
 * A consent is good for the prices and discounts that the basket had then; the goods may change.
 */
import type { Core } from '../api/core.svelte';
import type { Input, Output } from '../api/operations';
import type { Id } from '../api/types';
import type { Approvals } from '../approval/approvals.svelte';

type BasketCall = 'quote_order' | 'save_basket' | 'checkout';

export class Consents {
  #given: { basketId: Id; approval: string } | null = null;

  constructor(
    private readonly core: Core,
    private readonly approvals: Approvals,
    /** What is to be allowed, as the one who consents shall see it. */
    private readonly about: () => string | null,
  ) {}

  async call<K extends BasketCall>(operation: K, basketId: Id, input: Input<K>): Promise<Output<K>> {
    const given = this.#given?.basketId === basketId ? { approval: this.#given.approval } : {};
    try {
      return await this.core.call(operation, input, given);
    } catch (error) {
      const approval = await this.approvals.ask(error, operation, input as object, this.about());
      if (approval === null) throw error;
      this.#given = { basketId, approval };
      return this.core.call(operation, input, { approval });
    }
  }

  /** It was given to whoever stood here, not to who comes next. */
  forget(): void {
    this.#given = null;
  }
}
