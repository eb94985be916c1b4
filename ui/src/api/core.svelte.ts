/** The core as the desk sees it: its operations, and whether it can be reached at all. */
import { isFailure, type Failure } from './failure';
import type { CallOptions, Download, Input, Operation, Output } from './operations';
import type { DownloadedFile, Transport } from './transport';

/** How soon a lost database is asked for again, and how often a quiet one is looked after. */
const ASK_AGAIN_MS = 2_000;
const HEARTBEAT_MS = 20_000;

/** Begins a session, or lets one that was locked go on. */
const BEGIN: ReadonlySet<Operation> = new Set<Operation>(['login', 'unlock']);

export class Core {
  isReachable = $state(true);

  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #returned = new Set<() => void>();
  #signedOut: () => void = () => {};
  #locked: () => void = () => {};
  /** Counts the sessions; an answer about one that has ended says nothing of the one that runs. */
  #sessions = 0;

  constructor(private readonly transport: Transport) {}

  async call<K extends Operation>(operation: K, input: Input<K>, options: CallOptions = {}): Promise<Output<K>> {
    const output = await this.#watched(this.transport.call(operation, input, options), options.signal);
    if (BEGIN.has(operation)) this.#sessions += 1;
    return output;
  }

  async download<K extends Download>(
    operation: K,
    input: Input<K>,
    options: CallOptions = {},
  ): Promise<DownloadedFile> {
    return this.#watched(this.transport.download(operation, input, options), options.signal);
  }

  mayBeSignedIn(): boolean {
    return this.transport.mayBeSignedIn();
  }

  forgetSession(): void {
    this.transport.forgetSession();
  }

  /** Runs whenever the core answers that the session is only locked: it goes on once it is unlocked. */
  onLocked(run: () => void): void {
    this.#locked = run;
  }

  onSignedOut(run: () => void): void {
    this.#signedOut = run;
  }

  /** Runs whenever the core answers again after it could not be reached. */
  onReturn(run: () => void): void {
    this.#returned.add(run);
  }

  /** Looks now and then whether the database is still there, so that the red dot comes before the next customer. */
  startHeartbeat(): void {
    this.#schedule();
  }

  async #watched<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
    const session = this.#sessions;
    try {
      const output = await answer;
      this.#reached();
      return output;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (isFailure(error, 'unavailable')) this.#lost();
      else this.#reached();
      if (isFailure(error, 'unauthenticated') && session === this.#sessions) this.#refused(error);
      throw error;
    }
  }

  #refused(error: Failure): void {
    if (error.details['locked'] === true) return this.#locked();
    this.transport.forgetSession();
    this.#signedOut();
  }

  #reached(): void {
    if (this.isReachable) return;
    this.isReachable = true;
    for (const run of this.#returned) run();
  }

  #lost(): void {
    if (!this.isReachable) return;
    this.isReachable = false;
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), this.isReachable ? HEARTBEAT_MS : ASK_AGAIN_MS);
  }

  async #look(): Promise<void> {
    // What it answers is of no interest here, and a failure has been noticed on its way.
    await this.call('get_setup', {}).catch(() => null);
    this.#schedule();
  }
}
