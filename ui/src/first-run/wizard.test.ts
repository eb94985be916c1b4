import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { likelyLocale } from './choices';
import { asDraft, Wizard, wrongAnswers, type Answers } from './wizard.svelte';

beforeEach(() => localStorage.clear());

function begun(): Wizard {
  const wizard = new Wizard(localStorage);
  wizard.begin();
  return wizard;
}

describe('the first run', () => {
  it('stays on a step while something on it is wrong', () => {
    const wizard = begun();
    wizard.next();
    expect([wizard.step, wizard.wasTried]).toEqual(['shop', true]);
    wizard.answers.name = 'Corner Shop';
    wizard.next();
    expect([wizard.step, wizard.wasTried]).toEqual(['data', false]);
    wizard.next();
    expect(wizard.step).toBe('tax');
    wizard.back();
    wizard.back();
    wizard.back();
    expect(wizard.step).toBeNull();
  });

  it('goes on where it was broken off, without the password', () => {
    const wizard = begun();
    wizard.answers.name = 'Corner Shop';
    wizard.next();
    flushSync();
    const again = new Wizard(localStorage);
    expect([again.step, again.answers.name, again.taxId]).toEqual(['data', 'Corner Shop', wizard.taxId]);
    again.forget();
    expect(new Wizard(localStorage).step).toBeNull();
  });

  it('begins anew where what was kept is broken', () => {
    localStorage.setItem('vayupos.first-run', '{"step":"nowhere"');
    expect(new Wizard(localStorage).step).toBeNull();
  });
});

describe('its answers', () => {
  const { answers } = new Wizard(localStorage);
  const shop: Answers = {
    ...answers,
    name: ' Corner Shop ',
    currency: 'EUR',
    locale: 'de-AT',
    time_zone: 'Europe/Berlin',
  };

  it('need a tax to have a name and a rate', () => {
    const tax = { ...shop, tax: 'added' as const };
    expect(wrongAnswers('tax', tax, '')).toEqual({ tax_name: 'needed', tax_rate: 'rate' });
    expect(wrongAnswers('tax', { ...tax, tax_name: 'VAT', tax_rate: '8,1' }, '')).toEqual({});
    expect(wrongAnswers('tax', { ...tax, tax_name: 'VAT', tax_rate: '190' }, '')).toEqual({ tax_rate: 'rate' });
    expect(wrongAnswers('tax', shop, '')).toEqual({});
  });

  it('need an owner who can sign in', () => {
    const owner = { ...shop, full_name: 'Ada', username: 'a d a' };
    expect(wrongAnswers('owner', owner, 'short')).toEqual({ username: 'username', password: 'short' });
  });

  it('write money and days as the language does, until somebody says otherwise', () => {
    expect(asDraft({ ...shop, locale: '' }, 'id').locale).toBe('en-US');
    expect(likelyLocale('de')).toBe('de-DE');
    expect(likelyLocale('ar')).toBe('ar-EG');
  });

  it('become the shop and its tax', () => {
    const draft = { name: 'Corner Shop', currency: 'EUR', locale: 'de-AT', time_zone: 'Europe/Berlin' };
    expect(asDraft(shop, 'id')).toEqual({ ...draft, prices_include_tax: false });
    expect(asDraft({ ...shop, tax: 'included', tax_name: 'VAT', tax_rate: '19' }, 'id')).toEqual({
      ...draft,
      prices_include_tax: true,
      tax: { id: 'id', name: 'VAT', rate: '19', included: true },
    });
  });
});
