/** Where a journey fails, the last words of the run say what the people at the till saw then. */
import { afterEach } from 'vitest';
import { whatIsShown } from './till';

declare module 'vitest' {
  interface TaskMeta {
    shown?: string[];
  }
}

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') task.meta.shown = await whatIsShown();
});
