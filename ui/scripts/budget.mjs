// Fails when the JavaScript that the Sell screen loads, or that a screen adds to it, outgrows its budget.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const SELL_KB = 110;
const ADDED_KB = 60;
const dist = join(import.meta.dirname, '..', 'dist');
const LANGUAGES = ['en', 'de', 'hi', 'ar'];
let manifest;

function filesOf(key, found = new Set()) {
  const chunk = manifest[key];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) filesOf(imported, found);
  return found;
}

/** What a page has loaded by the time it opens this part of itself; nothing where Sell or several pages open it. */
function filesOfOpeners(key) {
  const openers = Object.entries(manifest).filter(([, chunk]) => chunk.dynamicImports?.includes(key));
  return openers.length === 1 && openers[0][1].isDynamicEntry ? filesOf(openers[0][0]) : new Set();
}

function kilobytes(files) {
  const bytes = [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    0,
  );
  return bytes / 1024;
}

let isOver = false;
for (const language of LANGUAGES) {
  manifest = JSON.parse(readFileSync(join(dist, '.vite', `manifest-${language}.json`), 'utf8'));
  const sell = new Set([...filesOf('index.html'), ...filesOf('src/api/transport.http.ts')]);
  isOver = report(`Sell (${language})`, kilobytes(sell), SELL_KB) || isOver;
  for (const [key, chunk] of Object.entries(manifest)) {
    if (!chunk.isDynamicEntry || key.startsWith('node_modules') || key.includes('transport')) continue;
    const there = new Set([...sell, ...filesOfOpeners(key)]);
    const added = [...filesOf(key)].filter((file) => !there.has(file));
    isOver = report(`${key} (${language})`, kilobytes(added), ADDED_KB) || isOver;
  }
}
process.exitCode = isOver ? 1 : 0;

function report(name, size, budget) {
  console.log(`${size > budget ? 'OVER ' : '     '}${size.toFixed(1).padStart(6)} KB of ${budget}  ${name}`);
  return size > budget;
}
