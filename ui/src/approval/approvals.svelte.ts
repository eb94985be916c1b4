/** Somebody else's consent to what is beyond one's role: asked for at the till, good for one call. */
import type { Core } from '../api/core.svelte';
import { isFailure, type Failure } from '../api/failure';
import type { CallOptions, Input, Operation, Output } from '../api/operations';

/** A call that waits for consent. */
export interface Request {
  operation: Operation;
  input: object;
  /** The permission that is missing. */
  permission: string;
  /** What it is about, such as a price or a sum, as the person who consents shall see it. */
  about: string | null;
}

export interface Consent {
  approver: string;
  pin?: string;
  password?: string;
  reason?: string;
}

const LAST = 'vayupos.approver';

export class Approvals {
  /** What the overlay shows. */
  request = $state.raw<Request | null>(null);
  /** Who consented last: most likely the one who stands there again. */
  lastApprover = $state(localStorage.getItem(LAST) ?? '');
  #settle: ((approval: string | null) => void) | null = null;

  constructor(private readonly core: Core) {}

  /**
   * Calls the core, and where the permission is missing asks for somebody's consent and calls again. Fails as the call
   * did when nobody consents.
   */
  async call<K extends Operation>(
    operation: K,
    input: Input<K>,
    about: string | null = null,
    options: CallOptions = {},
  ): Promise<Output<K>> {
    try {
      return await this.core.call(operation, input, options);
    } catch (error) {
      const approval = await this.ask(error, operation, input as object, about);
      if (approval === null) throw error;
      return this.core.call(operation, input, { ...options, approval });
    }
  }

  /** A consent to this refused call, or null: there is none to be had, or nobody gave it. */
  async ask(refusal: unknown, operation: Operation, input: object, about: string | null): Promise<string | null> {
    const permission = missing(refusal);
    if (permission === null) return null;
    this.decline();
    this.request = { operation, input, permission, about };
    return new Promise((settle) => (this.#settle = settle));
  }

  /** Throws the core's refusal when the PIN or the password is wrong, or the approver may not do it either. */
  async consent(consent: Consent): Promise<void> {
    if (!this.request) return;
    const { operation, input } = this.request;
    const { approval } = await this.core.call('approve', { operation, input, ...consent } as Input<'approve'>);
    this.#remember(consent.approver);
    this.#end(approval);
  }

  #remember(approver: string): void {
    this.lastApprover = approver;
    try {
      localStorage.setItem(LAST, approver);
    } catch {
      // It is typed again the next time.
    }
  }

  decline(): void {
    this.#end(null);
  }

  #end(approval: string | null): void {
    const settle = this.#settle;
    this.#settle = null;
    this.request = null;
    settle?.(approval);
  }
}

function missing(refusal: unknown): string | null {
  return isFailure(refusal, 'forbidden') ? (refusal as Failure).detail('permission') : null;
}
