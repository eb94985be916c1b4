/** The last words of a run: which journeys failed, and why in one line each. Of a long log only the end is kept. */
import type { Reporter, TestModule } from 'vitest/node';

export default class FailuresLast implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const failures = modules.flatMap((module) => [
      ...faults(module.relativeModuleId, module.errors()),
      ...[...module.children.allSuites()].flatMap((suite) =>
        faults(`${module.relativeModuleId} > ${suite.fullName}`, suite.errors()),
      ),
      ...[...module.children.allTests('failed')].flatMap((test) =>
        faults(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors ?? []),
      ),
    ]);
    if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}\n`);
  }
}

function faults(where: string, errors: readonly { message: string }[]): string[] {
  return errors.map(({ message }) => `- ${where}: ${message.split('\n')[0]}`);
}
