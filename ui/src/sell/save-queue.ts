/**
 * Sends every edit of the ticket to the core, one call at a time, always the newest edit, until it has arrived.
 *
 * It does not know what a refusal means for the ticket; `basket.svelte.ts` does.
 */
import { Failure, isFailure } from '../api/failure';
import type { Basket } from '../api/types';
import type { Ticket } from './ticket';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

export interface SaveQueueEvents {
  saved(ticket: Ticket, basket: Basket): void;
  refused(ticket: Ticket, failure: Failure): void;
  /** Nobody answered; it will be tried again after this wait. */
  delayed(wait_ms: number): void;
}

export class SaveQueue {
  #newest: Ticket | null = null;
  #isSending = false;
  /** What is on its way to the core. */
  #sent: Ticket | null = null;
  #wait_ms = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every `drop`, so that an answer to what was dropped is not taken for an answer to what came after. */
  #generation = 0;

  constructor(
    private readonly save: (ticket: Ticket) => Promise<Basket>,
    private readonly events: SaveQueueEvents,
  ) {}

  /** Whether the core has not answered for a while. */
  get isDelayed(): boolean {
    return this.#timer !== undefined;
  }

  push(ticket: Ticket): void {
    // Its answer is the answer; sent twice, the second could meet the sale that the first made possible.
    if (ticket === this.#sent) return;
    this.#newest = ticket;
    // While it waits, edits pile up into one; a try for each would only be refused as often.
    if (!this.isDelayed) void this.#send();
  }

  retryNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#send();
  }

  /** Forgets what is still to be sent: the ticket was sold or replaced. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#newest = null;
    this.#sent = null;
    this.#wait_ms = 0;
    this.#generation += 1;
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#newest !== null && !this.isDelayed) {
      const ticket = this.#newest;
      this.#newest = null;
      await this.#sendOne(ticket);
    }
    this.#isSending = false;
  }

  async #sendOne(ticket: Ticket): Promise<void> {
    const generation = this.#generation;
    this.#sent = ticket;
    try {
      const basket = await this.save(ticket);
      if (generation !== this.#generation) return;
      this.#sent = null;
      this.#wait_ms = 0;
      this.events.saved(ticket, basket);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#sent = null;
      const failure = isFailure(error) ? error : new Failure('internal', String(error));
      if (!failure.isPassing) return this.events.refused(ticket, failure);
      this.#newest ??= ticket;
      this.#wait_ms = Math.min(this.#wait_ms * 2 || FIRST_WAIT_MS, LONGEST_WAIT_MS);
      this.#timer = setTimeout(() => this.retryNow(), this.#wait_ms);
      this.events.delayed(this.#wait_ms);
    }
  }
}
