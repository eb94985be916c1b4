/** The last words of a run: which journeys failed, and why in a few lines each. Of a long log only the end is kept. */
import type { Reporter, TestModule } from 'vitest/node';

const MOST_LINES = 5;
/** Of a page's text: what lies over it is at its end. */
const MOST_CHARACTERS = 600;

export default class FailuresLast implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const failures = modules.flatMap((module) => [
      ...faults(module.relativeModuleId, module.errors()),
      ...[...module.children.allSuites()].flatMap((suite) =>
        faults(`${module.relativeModuleId} > ${suite.fullName}`, suite.errors()),
      ),
      ...[...module.children.allTests('failed')].flatMap((test) => [
        ...faults(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors ?? []),
        ...(test.meta().shown ?? []).map(onScreen),
      ]),
    ]);
    if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}\n`);
  }
}

function faults(where: string, errors: readonly { message: string; stack?: string }[]): string[] {
  return errors.map(({ message, stack = '' }) => {
    const said = message.split('\n').filter((line) => line.trim() !== '');
    const place = stack.split('\n').filter((line) => line.includes('.e2e.ts:'));
    return `- ${where}: ${[...said.slice(0, MOST_LINES), ...place.slice(0, 1)].join('\n    ')}`;
  });
}

function onScreen(page: string): string {
  const text = page.replace(/\s*\n\s*/g, ' | ');
  return `  On the screen: ${text.length > MOST_CHARACTERS ? `… ${text.slice(-MOST_CHARACTERS)}` : text}`;
}
