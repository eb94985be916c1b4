import { beforeEach, expect, it, vi } from 'vitest';
import type { Core } from '../api/core.svelte';
import { Failure } from '../api/failure';
import { JobWatch, type Job } from './job.svelte';

beforeEach(() => vi.useFakeTimers());

function at(state: Job['state'], done = 0): Job {
  return { id: 'job', kind: 'export', state, step: 'writing', done, total: 10, can_cancel: true } as Job;
}

function watched(answers: (Job | Failure)[]): { watch: JobWatch; ended: Job[] } {
  const ended: Job[] = [];
  const call = async () => {
    const answer = answers.shift()!;
    if (answer instanceof Failure) throw answer;
    return answer;
  };
  const watch = new JobWatch({ call } as unknown as Core, (job) => void ended.push(job));
  return { watch, ended };
}

it('is asked for until it has ended, also through a lost connection', async () => {
  const { watch, ended } = watched([at('running', 4), new Failure('unavailable', ''), at('done', 10)]);
  watch.follow(at('running'));
  await vi.advanceTimersByTimeAsync(600);
  expect(watch.job?.done).toBe(4);
  await vi.advanceTimersByTimeAsync(1200);
  expect([watch.isRunning, ended.length]).toEqual([false, 1]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(ended.length).toBe(1);
});

it('ends when it is stopped, and is forgotten by a core that was started anew', async () => {
  const stopped = watched([at('cancelled')]);
  stopped.watch.follow(at('running'));
  await stopped.watch.cancel();
  expect(stopped.ended.map(({ state }) => state)).toEqual(['cancelled']);

  const lost = watched([new Failure('not_found', '')]);
  lost.watch.follow(at('running'));
  await vi.advanceTimersByTimeAsync(600);
  expect(lost.watch.job).toBeNull();
});
