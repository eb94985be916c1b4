// Builds the desk once for each language, so that a till loads the texts of its own language alone, and brings the
// builds together: one page, and the files they share only once. Which language it is, is known only in the browser:
// the page's first script picks it.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ui = join(import.meta.dirname, '..');
const dist = join(ui, 'dist');
const { baseLocale, locales } = JSON.parse(readFileSync(join(ui, 'project.inlang/settings.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, '.vite'), { recursive: true });

const entries = {};
let page = '';
for (const locale of locales) {
  const built = join(dist, locale);
  process.env.DESK_LANGUAGE = locale;
  await build({ root: ui, logLevel: 'warn', build: { outDir: built } });
  const manifest = JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8'));
  entries[locale] = `./${manifest['index.html'].file.replace('assets/', '')}`;
  if (locale === baseLocale) page = readFileSync(join(built, 'index.html'), 'utf8');
  cpSync(join(built, 'assets'), join(dist, 'assets'), { recursive: true });
  renameSync(join(built, '.vite/manifest.json'), join(dist, `.vite/manifest-${locale}.json`));
  rmSync(built, { recursive: true });
}

const start = `const entries = ${JSON.stringify(entries)};
let wanted = [];
try { wanted = [localStorage.getItem('PARAGLIDE_LOCALE')]; } catch {}
wanted.push(...navigator.languages.map((language) => language.split('-')[0]));
import(entries[wanted.find((locale) => locale in entries) ?? '${baseLocale}']);
`;
const name = `assets/start-${createHash('sha256').update(start).digest('hex').slice(0, 8)}.js`;
writeFileSync(join(dist, name), start);
const withStart = page
  .replace(/<link rel="modulepreload"[^>]*>\s*/g, '')
  .replace(/(<script type="module"[^>]*src=")[^"]*/, `$1./${name}`);
if (!withStart.includes(name)) throw new Error('index.html has no script to start with');
writeFileSync(join(dist, 'index.html'), withStart);
