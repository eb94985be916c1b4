// Writes where each operation lives over HTTP, from the core's own description of itself.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ui = join(import.meta.dirname, '..');
const document = JSON.parse(readFileSync(join(ui, '../crates/vayupos-server/openapi.json'), 'utf8'));
const BASE = '/api/v1';

const operations = Object.entries(document.paths)
  .filter(([path]) => path.startsWith(BASE))
  .flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      verb: verb.toUpperCase(),
      path: path.slice(BASE.length),
      operation,
    })),
  );

const isDownload = ({ operation }) => {
  const content = operation.responses['200']?.content;
  return content !== undefined && !('application/json' in content);
};
const isOpen = ({ operation }) => operation.security?.length === 0;
const ids = (chosen) => chosen.map(({ operation }) => `'${operation.operationId}'`).join(',\n  ');

writeFileSync(
  join(ui, 'src/api/routes.gen.ts'),
  `/** Generated from the OpenAPI document: \`npm run gen\`. Where each operation lives over HTTP. */

export const routes = {
${operations.map(({ verb, path, operation }) => `  ${operation.operationId}: ['${verb}', '${path}'],`).join('\n')}
} as const;

/** What answers a file. */
export const downloads = [
  ${ids(operations.filter(isDownload))},
] as const;

/** What nobody needs to be signed in for. */
export const open = [
  ${ids(operations.filter(isOpen))},
] as const;
`,
);
