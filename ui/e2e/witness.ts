/** Where a journey fails, the log says what the people at the till saw then. */
import { afterEach } from 'vitest';
import { whatIsShown } from './till';

const MOST_CHARACTERS = 1500;

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of await whatIsShown())
    console.log(`${task.name}, when it failed:\n${page.slice(0, MOST_CHARACTERS)}`);
});
