/** A search while it is being typed: the newest question alone is answered, and a pause comes before it. */
import { isFailure, type Failure } from '../api/failure';

const PAUSE_MS = 150;

export class Lookup<T> {
  query = $state('');
  /** Null until there is a first answer. */
  found = $state.raw<readonly T[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;

  constructor(private readonly ask: (query: string, signal: AbortSignal) => Promise<readonly T[]>) {}

  type(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), PAUSE_MS);
  }

  /** Answers what is typed now, without the pause. */
  async now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    try {
      const found = await this.ask(this.query.trim(), asked.signal);
      if (asked.signal.aborted) return;
      this.found = found;
      this.failure = null;
    } catch (error) {
      if (asked.signal.aborted) return;
      if (!isFailure(error)) throw error;
      this.found = [];
      this.failure = error;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }
}
