// @vitest-environment node
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { anchorOf, pathOf, read } from '../../scripts/guide';
import { baseLocale, locales } from '../paraglide/runtime.js';

const root = join(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);
const once = (names: readonly string[]): string[] => [...new Set(names)].sort();

const LARGEST_BYTES = 150 * 1024;
const guideOf = (language: string): string => readFileSync(pathOf(language), 'utf8');
const english = guideOf(baseLocale);
const readme = textOf('README.md');
const inGuide = all(english, /\]\(pictures\/([\w-]+)\.png\)/g);
const shown = once([...inGuide, ...all(readme, /\]\(docs\/pictures\/([\w-]+)\.png\)/g)]);

/** What a text is made of, without its words. */
function shapeOf(markdown: string): string[] {
  const shape: string[] = [];
  const marked = new Marked();
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'heading') shape.push(`heading ${token['depth']}`);
    else if (token.type === 'table') shape.push(`table of ${token['rows'].length} × ${token['header'].length}`);
    else if (['list', 'list_item', 'paragraph', 'image', 'codespan'].includes(token.type)) shape.push(token.type);
  });
  return shape;
}

/** What stands in bold or italics, each step of a way by itself. */
function namesIn(markdown: string): string[] {
  const names: string[] = [];
  const marked = new Marked();
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'strong' || token.type === 'em')
      names.push(...token['text'].replaceAll('\n', ' ').split(/ [→←] /));
  });
  return names;
}

const messages = import.meta.glob<Record<string, unknown>>('../../messages/*/*.json', {
  eager: true,
  import: 'default',
});
const messagesIn = (language: string): [string, unknown][] =>
  Object.entries(messages).flatMap(([path, texts]) =>
    path.endsWith(`/${language}.json`) ? Object.entries(texts) : [],
  );
const inEnglish = new Set(messagesIn(baseLocale).map(([, text]) => text));

/** What the desk says in a language where it says this in English. */
function wordsFor(label: string, language: string): ReadonlySet<string> {
  const keys = new Set(messagesIn(baseLocale).flatMap(([key, text]) => (text === label ? [key] : [])));
  return new Set(messagesIn(language).flatMap(([key, text]) => (keys.has(key) ? [String(text)] : [])));
}

describe('the pictures of the papers', () => {
  it('are those that the script takes', () => {
    expect(all(textOf('ui/scripts/pictures.mjs'), /\btake\('([\w-]+)'\)/g).sort()).toEqual(shown);
  });

  it.each(locales)('are there in %s, and small', (language) => {
    const folder = join(root, 'docs/pictures', language === baseLocale ? '' : language);
    const files = readdirSync(folder).filter((name) => name.includes('.'));
    expect(files.sort()).toEqual(shown.map((name) => `${name}.png`));
    const large = files.filter((file) => statSync(join(folder, file)).size > LARGEST_BYTES);
    expect(large).toEqual([]);
  });

  it('say in words what they show', () => {
    const words = [readme, ...locales.map(guideOf)].flatMap((text) => all(text, /!\[(.*?)\]\(/g));
    expect(words.filter((text) => text.trim() === '')).toEqual([]);
  });
});

describe.each(locales)('the guide in %s', (language) => {
  const guide = guideOf(language);
  const made = read(guide);

  it('has the shape of the English one', () => {
    expect(shapeOf(guide)).toEqual(shapeOf(english));
  });

  it('shows the screens in its own language', () => {
    const folder = language === baseLocale ? 'pictures' : `pictures/${language}`;
    expect(made.pictures).toEqual(inGuide.map((name) => `${folder}/${name}.png`));
  });

  it('links only to parts it has', () => {
    const parts = all(guide, /^#+ (.*)$/gm).map(anchorOf);
    const linked = all(guide, /\]\(#([^)]*)\)/g);
    expect(linked.filter((part) => !parts.includes(part))).toEqual([]);
    expect(new Set(parts).size).toBe(parts.length);
  });

  it('needs no file but its pictures', () => {
    expect(all(guide, /\]\((?!#|pictures\/|https:)([^)]*)\)/g)).toEqual([]);
  });

  it('has its contents', () => {
    expect(made.contents.map(({ text }) => text)).toEqual(all(guide, /^## (.*)$/gm));
    expect(made.html).toContain('src="{{0}}"');
  });

  it('calls what is on the screen as the screen does', () => {
    const named = namesIn(guide);
    const times = (words: ReadonlySet<string>): number => named.filter((name) => words.has(name)).length;
    const labels = once(namesIn(english)).filter((name) => inEnglish.has(name));
    expect(labels.length).toBeGreaterThan(80);
    const missing = labels.filter(
      (label) => times(wordsFor(label, language)) < namesIn(english).filter((name) => name === label).length,
    );
    expect(missing).toEqual([]);
  });
});

it('the guide takes no HTML', () => {
  expect(() => read('Press <b>here</b>')).toThrow('plain Markdown');
});

describe('the readme', () => {
  it('links only to files that are there', () => {
    const links = all(readme, /\]\((?!#|https?:)([^)#]*)/g);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
