import { afterEach, describe, expect, it } from 'vitest';
import { fetchSentences, learn, said, type Sentences } from './said';

const files = import.meta.glob<Sentences>('./*.json', { eager: true, import: 'default' });
const sources = import.meta.glob<string>(['../../../crates/vayupos/src/**/*.rs', '!**/tests.rs', '!**/testing/**'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** What is printed, sent in a letter, or answered to a command, and what has a code that the desk has words for. */
const NOT_FOR_THE_DESK = [/\/receipts\/pdf/, /\/sales\/explain/, /\/error\.rs$/, /^This letter /, /is a (valid|GS1) /];

/** The sentences that stand in the core's sources, with a hole for each thing that is put in. */
function sentencesOf(source: string): string[] {
  const code = source
    .split(/\n#\[cfg\(test\)\]\nmod \w+ \{/)[0]!
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/#\[[^\]]*\]/g, '')
    .replaceAll(`'"'`, '')
    .replace(/"description": "[^"]*"/g, '');
  const texts = [...code.matchAll(/(what: |one: )?"((?:[^"\\]|\\.|\\\n)*)"/gs)].map(([, isThing, text]) => {
    const line = text!
      .replace(/\\\n\s*/g, '')
      .replaceAll('\\"', '"')
      .replace(/\{[^}]*\}/g, '{}');
    return isThing ? `${line} was not found.` : line;
  });
  return texts.filter((text) => /^[A-Z{].* .*[.?]$/.test(text));
}

/** What a number or an amount has to be: the door makes a sentence of it. */
function wantsOf(source: string): string[] {
  const wants = source.split(/\n#\[cfg\(test\)\]\nmod \w+ \{/)[0]!.matchAll(/"(expected (?:[^"\\]|\\.)+)"/g);
  return [...wants].map(([, want]) => `E${want!.slice(1).replaceAll('\\"', '"')}.`);
}

/** The rules of the books. */
function rulesOf(source: string): string[] {
  return [...source.matchAll(/(?:Rule = rule\(\s*"\w+",\s*|says: |rule: )"([^"]+)"/g)].map((found) => found[1]!);
}

afterEach(() => learn({}));

describe.each(['de', 'hi', 'ar'])('the core in %s', (language) => {
  const known = files[`./${language}.json`]!;

  it('has every sentence that the core says, and no other', () => {
    const spoken = new Set<string>();
    for (const [path, source] of Object.entries(sources)) {
      for (const sentence of [...sentencesOf(source), ...wantsOf(source), ...rulesOf(source)]) {
        if (!NOT_FOR_THE_DESK.some((kind) => kind.test(path) || kind.test(sentence))) spoken.add(sentence);
      }
    }
    expect([...spoken].filter((sentence) => !(sentence in known))).toEqual([]);
    expect(Object.keys(known).filter((sentence) => !spoken.has(sentence))).toEqual([]);
  });

  it('puts in only what the core says', () => {
    for (const [english, words] of Object.entries(known)) {
      const holes = english.split('{}').length - 1;
      const places = [...words.matchAll(/\{([^}]*)\}/g)].map(([, inside]) => inside!);
      expect(
        places.every((place) => /^\d(:(money|date|quantity))?$/.test(place)),
        words,
      ).toBe(true);
      expect(
        places.every((place) => Number(place[0]) >= 1 && Number(place[0]) <= holes),
        words,
      ).toBe(true);
    }
  });
});

describe('a sentence of the core', () => {
  it('is found by its English form', async () => {
    await fetchSentences('de');
    expect(said('This barcode is given twice.')).toMatch(/Barcode/);
    expect(said('Only 12.50 of this payment can still go back.')).toMatch(/\$?12[.,]50/);
    expect(said('Nobody ever said this.')).toBeNull();
  });

  it('is taken for the form that says most of it', () => {
    learn({ '{} is used up.': 'A {1}', 'The coupon {} is used up.': 'B {1}', 'The coupon X is used up.': 'C' });
    expect(said('The coupon SPRING is used up.')).toBe('B \u2068SPRING\u2069');
    expect(said('The coupon X is used up.')).toBe('C');
    expect(said('Two\nlines is used up.')).toBe('A \u2068Two\nlines\u2069');
  });

  it('shows the figures as the shop writes them, and anything else as it is', () => {
    learn({ 'Only {} is left of {}.': '{2}: {1:money}' });
    expect(said('Only 12.50 is left of Tea (a+b).')).toBe('\u2068Tea (a+b)\u2069: \u2068$12.50\u2069');
    expect(said('Only a bit is left of Tea.')).toBe('\u2068Tea\u2069: \u2068a bit\u2069');
  });

  it('stays English where the desk is', async () => {
    await fetchSentences('en');
    expect(said('This barcode is given twice.')).toBeNull();
  });
});
