/** A form: what was typed, which field the core refused, and whether the answer is still out. */
import { isFailure } from '../api/failure';
import { wordsFor } from './remote.svelte';

export class Form<T extends object> {
  values: T = $state() as T;
  isBusy = $state(false);
  /** A refusal that belongs to no field of the form. */
  refusal = $state<string | null>(null);
  #errors = $state.raw<Readonly<Record<string, string>>>({});
  #started: string;

  constructor(values: T) {
    this.values = values;
    this.#started = JSON.stringify(values);
  }

  get isChanged(): boolean {
    return JSON.stringify(this.values) !== this.#started;
  }

  error(field: keyof T & string): string | null {
    return this.#errors[field] ?? null;
  }

  /** An error the desk itself finds before it asks. */
  refuse(field: keyof T & string, text: string): void {
    this.#errors = { ...this.#errors, [field]: text };
  }

  /** Runs the call once at a time. Answers whether it went through. */
  async send(call: (values: T) => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.refusal = null;
    this.#errors = {};
    try {
      await call($state.snapshot(this.values) as T);
      this.#started = JSON.stringify(this.values);
      return true;
    } catch (error) {
      const field = isFailure(error) ? (error.field?.split(/[.[]/)[0] ?? null) : null;
      if (field !== null && field in this.values) this.#errors = { [field]: wordsFor(error) };
      else this.refusal = wordsFor(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
