// @vitest-environment node
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, read } from '../../scripts/guide';

const root = join(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);
const once = (names: readonly string[]): string[] => [...new Set(names)].sort();

const LARGEST_BYTES = 150 * 1024;
const guide = textOf('docs/USER-GUIDE.md');
const readme = textOf('README.md');
const shown = once([
  ...all(guide, /\]\(pictures\/([\w-]+)\.png\)/g),
  ...all(readme, /\]\(docs\/pictures\/([\w-]+)\.png\)/g),
]);

describe('the pictures of the papers', () => {
  it('are those that the script takes', () => {
    expect(all(textOf('ui/scripts/pictures.mjs'), /\btake\('([\w-]+)'\)/g).sort()).toEqual(shown);
  });

  it('are there, and small', () => {
    const files = readdirSync(join(root, 'docs/pictures'));
    expect(files.sort()).toEqual(shown.map((name) => `${name}.png`));
    const large = files.filter((file) => statSync(join(root, 'docs/pictures', file)).size > LARGEST_BYTES);
    expect(large).toEqual([]);
  });

  it('say in words what they show', () => {
    expect(all(`${guide}${readme}`, /!\[(.*?)\]\(/g).filter((words) => words.trim() === '')).toEqual([]);
  });
});

describe('the guide', () => {
  const made = read(guide);

  it('links only to parts it has', () => {
    const parts = all(guide, /^#+ (.*)$/gm).map(anchorOf);
    const linked = all(guide, /\]\(#([^)]*)\)/g);
    expect(linked.filter((part) => !parts.includes(part))).toEqual([]);
    expect(new Set(parts).size).toBe(parts.length);
  });

  it('needs no file but its pictures', () => {
    expect(all(guide, /\]\((?!#|pictures\/|https:)([^)]*)\)/g)).toEqual([]);
  });

  it('has its contents, and its pictures in their order', () => {
    expect(made.contents.map(({ text }) => text)).toEqual(all(guide, /^## (.*)$/gm));
    expect(made.pictures).toEqual(all(guide, /\]\((pictures\/[^)]*)\)/g));
    expect(made.html).toContain('src="{{0}}"');
  });

  it('takes no HTML', () => {
    expect(() => read('Press <b>here</b>')).toThrow('plain Markdown');
  });
});

describe('the readme', () => {
  it('links only to files that are there', () => {
    const links = all(readme, /\]\((?!#|https?:)([^)#]*)/g);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
