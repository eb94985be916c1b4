import { describe, expect, it } from 'vitest';

type Messages = Record<string, unknown>;
const files = import.meta.glob<Messages>('../../messages/*/*.json', { eager: true, import: 'default' });
const areas = [...new Set(Object.keys(files).map((path) => path.split('/').at(-2)!))];

function keys(area: string, language: string): string[] {
  return Object.keys(files[`../../messages/${area}/${language}.json`] ?? {}).sort();
}

describe.each(areas)('the messages of %s', (area) => {
  it.each(['de', 'hi', 'ar'])('are all there in %s', (language) => {
    expect(keys(area, language)).toEqual(keys(area, 'en'));
  });

  // Otherwise "1-003771" is read as "003771-1", and a minus goes to the other end.
  it('keep in order what is put into an Arabic line', () => {
    const text = JSON.stringify(files[`../../messages/${area}/ar.json`]);
    expect(text.match(/(?<!\u2068)\{\w+\}/g) ?? []).toEqual([]);
  });
});
