// Puts the pages of the API's papers beside the desk: Swagger UI and ReDoc, as their packages bring them.
//
// ReDoc stays at 2.x: 3.x is twice the size, wants Node 22 and reports its use to its makers.
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ui = join(import.meta.dirname, '..');
const packages = join(ui, 'node_modules');
const docs = join(ui, 'dist', 'docs');

/** ReDoc's makers' mark, which it fetches from their server: nothing here comes from anywhere else. */
const MARK = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_MARK = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

rmSync(docs, { recursive: true, force: true });
cpSync(join(ui, 'docs'), docs, { recursive: true });

pack('swagger-ui-dist/swagger-ui-bundle.js');
pack('swagger-ui-dist/swagger-ui.css');
pack('redoc/bundles/redoc.standalone.js', (text) => {
  if (!text.includes(MARK)) throw new Error(`ReDoc no longer fetches ${MARK}: what does it fetch now?`);
  return text.replace(MARK, NO_MARK);
});
copyFileSync(join(packages, 'swagger-ui-dist/LICENSE'), join(docs, 'swagger-ui.LICENSE.txt'));
copyFileSync(
  join(packages, 'swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt'),
  join(docs, 'swagger-ui-bundle.js.LICENSE.txt'),
);
copyFileSync(join(packages, 'redoc/LICENSE'), join(docs, 'redoc.LICENSE.txt'));
copyFileSync(
  join(packages, 'redoc/bundles/redoc.standalone.js.LICENSE.txt'),
  join(docs, 'redoc.standalone.js.LICENSE.txt'),
);

/** Packed, because together they are 3 MB and are part of the program. */
function pack(file, change = (text) => text) {
  // Without the name of a source map, which a browser would look for when somebody opens its tools.
  const text = readFileSync(join(packages, file), 'utf8').replace(
    /\n(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/,
    '\n',
  );
  const name = file.slice(file.lastIndexOf('/') + 1);
  writeFileSync(join(docs, `${name}.gz`), gzipSync(change(text), { level: 9 }));
}
