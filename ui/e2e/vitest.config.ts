import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** In the order of the files' numbers: the first run has to be the first. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((left, right) => left.moduleId.localeCompare(right.moduleId));
  }
}

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.e2e.ts'],
    environment: 'node',
    setupFiles: [join(import.meta.dirname, 'witness.ts')],
    // What is shown is read before the journey's own file closes the page.
    sequence: { sequencer: InOrder, hooks: 'list' },
    reporters: ['default', join(import.meta.dirname, 'failures.ts')],
    // One till, one journey at a time.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
