/**
 * The core speaks English. Its sentences in the desk's other languages are here, found by the English ones, in which
 * every `{}` stands for whatever the core puts there.
 */
import { format } from '../lib/format.svelte';
import { getLocale } from '../paraglide/runtime.js';

export type Sentences = Readonly<Record<string, string>>;

const FILES = import.meta.glob<Sentences>('./*.json', { import: 'default' });
const HOLE = '{}';

/** The whole sentences, and those with holes: the ones that say most themselves first. */
let whole: ReadonlyMap<string, string> = new Map();
let holed: readonly { form: RegExp; words: string }[] = [];

/** Fetches the sentences of the desk's language; until they are there, none is known. */
export async function fetchSentences(language: string = getLocale()): Promise<void> {
  const file = FILES[`./${language}.json`];
  learn(file ? await file() : {});
}

export function learn(sentences: Sentences): void {
  const all = Object.entries(sentences);
  whole = new Map(all.filter(([english]) => !english.includes(HOLE)));
  holed = all
    .filter(([english]) => english.includes(HOLE))
    .sort(([one], [other]) => other.length - one.length)
    .map(([english, words]) => ({ form: formOf(english), words }));
}

/** A sentence of the core in the desk's language; null in English, and for one that is not known. */
export function said(sentence: string): string | null {
  const known = whole.get(sentence);
  if (known !== undefined) return known;
  for (const { form, words } of holed) {
    const found = form.exec(sentence);
    if (found) return filled(words, found);
  }
  return null;
}

/** A sentence that is no refusal, such as what is wrong with a row: in the core's own words where there are no others. */
export function orAsSaid(sentence: string): string {
  return said(sentence) ?? sentence;
}

function formOf(english: string): RegExp {
  const parts = english.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 's');
}

/** `{2}` is what stood in the second hole, `{2:money}` the same as the shop writes money. */
function filled(words: string, found: RegExpExecArray): string {
  return words.replace(/\{(\d)(?::(\w+))?\}/g, (_, place: string, kind?: string) => {
    const fact = found[Number(place)] ?? '';
    // Isolated, or a code of figures would run backwards in an Arabic line.
    return `\u2068${shown(fact, kind)}\u2069`;
  });
}

function shown(fact: string, kind: string | undefined): string {
  if (kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(fact)) return format.date(fact);
  const isNumber = /^-?\d+(\.\d+)?$/.test(fact);
  if (kind === 'money' && isNumber) return format.money(fact);
  return kind === 'quantity' && isNumber ? format.quantity(fact) : fact;
}
