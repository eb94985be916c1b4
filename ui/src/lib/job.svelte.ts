/** Work of the core that takes a while: asked for again until it ends, and stopped if somebody wants it stopped. */
import type { Core } from '../api/core.svelte';
import { isFailure } from '../api/failure';
import type { Output } from '../api/operations';

export type Job = Output<'get_job'>;

const ASK_AGAIN_MS = 500;

export class JobWatch {
  job = $state.raw<Job | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly core: Core,
    private readonly ended: (job: Job) => Promise<void> | void = () => {},
    /** Nobody here is told any more what becomes of it. */
    private readonly lost: () => Promise<void> | void = () => {},
  ) {}

  get isRunning(): boolean {
    return this.job?.state === 'running';
  }

  /** Watches what was just begun. */
  follow(job: Job): void {
    this.job = job;
    this.#schedule();
  }

  /** What goes on already, such as before a reload. */
  async resume(kind: Job['kind']): Promise<void> {
    const { data } = await this.core.call('list_jobs', {});
    const running = data.find((job) => job.kind === kind && job.state === 'running');
    if (running && !this.isRunning) this.follow(running);
  }

  async cancel(): Promise<void> {
    if (this.job) this.follow(await this.core.call('cancel_job', { job_id: this.job.id }));
  }

  /** Nobody looks any more; the work itself goes on. */
  leave(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.job) return;
    if (this.isRunning) this.#timer = setTimeout(() => void this.#ask(), ASK_AGAIN_MS);
    else void this.ended(this.job);
  }

  async #ask(): Promise<void> {
    if (!this.job) return;
    try {
      this.job = await this.core.call('get_job', { job_id: this.job.id });
    } catch (error) {
      // A core that cannot be reached may be back in a moment; one that knows of no such work will not.
      if (isFailure(error, 'not_found', 'forbidden', 'unauthenticated')) {
        this.job = null;
        void this.lost();
      }
    }
    this.#schedule();
  }
}
