/**
 * Prices, stores and sells a basket, and has a colleague consent where its prices or discounts are beyond one's role.
 *
 * A consent is good for the prices and discounts that the basket had then; the goods may change.
 */
import type { Core } from '../api/core.svelte';
import type { Input, Output } from '../api/operations';
import type { Id } from '../api/types';
import type { Approvals } from '../approval/approvals.svelte';

export interface TicketInHand {
  /** What is to be allowed, as the one who consents shall see it. */
  about(): string | null;
  isInHand(basketId: Id): boolean;
}

type BasketCall = 'quote_order' | 'save_basket' | 'checkout';

export class Consents {
  #given: { basketId: Id; approval: string } | null = null;
  #isAsking = false;

  constructor(
    private readonly core: Core,
    private readonly approvals: Approvals,
    private readonly ticket: TicketInHand,
  ) {}

  async call<K extends BasketCall>(operation: K, basketId: Id, input: Input<K>): Promise<Output<K>> {
    const given = this.#given?.basketId === basketId ? { approval: this.#given.approval } : {};
    try {
      return await this.core.call(operation, input, given);
    } catch (error) {
      // Sold or put aside since: whatever comes of it, nobody has to consent to that any more.
      if (!this.ticket.isInHand(basketId)) throw error;
      const approval = await this.#ask(error, operation, input as object);
      if (approval === null) throw error;
      this.#given = { basketId, approval };
      return this.core.call(operation, input, { approval });
    }
  }

  /** The basket is sold, or another one is in hand: what was asked about it needs no answer. */
  withdraw(): void {
    if (this.#isAsking) this.approvals.decline();
  }

  async #ask(refusal: unknown, operation: BasketCall, input: object): Promise<string | null> {
    this.#isAsking = true;
    try {
      return await this.approvals.ask(refusal, operation, input, this.ticket.about());
    } finally {
      this.#isAsking = false;
    }
  }

  /** It was given to whoever stood here, not to who comes next. */
  forget(): void {
    this.#given = null;
  }
}
