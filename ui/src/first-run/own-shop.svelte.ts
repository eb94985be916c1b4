/**
 * Setting up a shop of one's own: an administrator, then the shop's name and currency.
 *
 * Broken off at any point, the next try goes on from there.
 */
import type { Core } from '../api/core.svelte';
import { Failure, isFailure } from '../api/failure';
import { uuidv7 } from '../lib/uuid';
import type { Session } from '../session/session.svelte';
import { shopDraft, type ShopDraft } from '../session/shop-draft';

export interface Administrator {
  username: string;
  full_name: string;
  password: string;
}

export class OwnShop {
  failure = $state.raw<Failure | null>(null);
  isBusy = $state(false);
  /** The account is there; only the shop's own settings are still missing. */
  isHalfDone = $state(false);
  readonly #id = uuidv7();

  constructor(
    private readonly core: Core,
    private readonly session: Session,
  ) {}

  async open(shop: ShopDraft, administrator: Administrator): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    // Kept first: whoever signs in later can finish what is broken off now.
    shopDraft.keep(shop);
    try {
      if (!this.isHalfDone) await this.#register(administrator);
      this.isHalfDone = true;
      await this.session.signIn(administrator.username, administrator.password);
    } catch (error) {
      this.failure = isFailure(error) ? error : new Failure('internal', String(error));
    } finally {
      this.isBusy = false;
    }
  }

  async #register(administrator: Administrator): Promise<void> {
    try {
      await this.core.call('register', { id: this.#id, ...administrator });
    } catch (error) {
      // There is a user now. If it is this one, its answer was lost, and signing in will succeed.
      if (!isFailure(error, 'unauthenticated', 'forbidden', 'conflict')) throw error;
    }
  }
}
