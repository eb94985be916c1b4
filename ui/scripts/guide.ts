/** Makes what the desk shows as its help out of the guide's Markdown while the desk is built: `import { html } from 'guide'`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import type { Plugin } from 'vite';

interface Heading {
  id: string;
  text: string;
}

/** What a heading is called in a link, as GitHub does it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** The parts of the page, each behind its heading, and the pictures in the order of `{{n}}` in them. */
export function read(markdown: string): { html: string; contents: Heading[]; pictures: string[] } {
  const contents: Heading[] = [];
  const pictures: string[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = anchorOf(text);
        if (depth === 2) contents.push({ id, text });
        return `<h${depth} id="guide-${id}" tabindex="-1">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      // The desk's own address begins with "#": a part of the guide is a part of that address.
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        if (href.startsWith('#')) return `<a href="#/help/${encodeURI(decodeURI(href.slice(1)))}">${text}</a>`;
        return `<a href="${href}" target="_blank" rel="noreferrer">${text}</a>`;
      },
      image({ href, text }) {
        return `<img src="{{${pictures.push(href) - 1}}}" alt="${text.replaceAll('"', '&quot;')}" loading="lazy" width="1366" height="768">`;
      },
      html({ text }) {
        throw new Error(`The guide is plain Markdown, without "${text.trim()}"`);
      },
    },
  });
  return { html: marked.parse(markdown, { async: false }), contents, pictures };
}

/** Where the guide of a language is. */
export function pathOf(language: string): string {
  const name = language === 'en' ? 'USER-GUIDE.md' : `USER-GUIDE.${language}.md`;
  return join(import.meta.dirname, '../../docs', name);
}

/** The guide of the language that is built. */
export const guide = (language: string): Plugin => ({
  name: 'guide',
  // Before Vite, to which the file is no module.
  enforce: 'pre',
  resolveId: (id) => (id === 'guide' ? pathOf(language) : null),
  load(id) {
    if (id !== pathOf(language)) return null;
    this.addWatchFile(id);
    const { html, contents, pictures } = read(readFileSync(id, 'utf8'));
    const imports = pictures.map((path, place) => `import p${place} from ${JSON.stringify(`./${path}?url`)};`);
    const names = pictures.map((_, place) => `p${place}`).join(', ');
    return [
      ...imports,
      `const pictures = [${names}];`,
      `export const contents = ${JSON.stringify(contents)};`,
      `export const html = ${JSON.stringify(html)}.replace(/{{(\\d+)}}/g, (_, place) => pictures[place]);`,
    ].join('\n');
  },
});
