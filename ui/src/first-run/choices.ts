/** Currencies, time zones and countries to choose from, with the names that the system has for them. */
import type { Shop } from '../api/types';
import { getLocale } from '../paraglide/runtime.js';

interface Choice {
  value: string;
  label: string;
}

/** The currencies of most shops; the core knows them all. */
const CURRENCIES = (
  'USD EUR GBP INR CAD AUD NZD CHF JPY CNY SGD HKD AED SAR QAR KWD BHD OMR ZAR NGN KES GHS EGP MAD TND ' +
  'BRL MXN ARS CLP COP PEN SEK NOK DKK ISK PLN CZK HUF RON BGN TRY UAH ILS PKR BDT LKR NPR THB VND IDR MYR PHP KRW TWD'
).split(' ');

export function currencyChoices(): Choice[] {
  const names = new Intl.DisplayNames(getLocale(), { type: 'currency' });
  return CURRENCIES.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

/** The languages and countries that the core knows. */
export const LOCALES: readonly Shop['locale'][] = [
  'en-US',
  'en-GB',
  'en-IE',
  'en-IN',
  'de-DE',
  'de-AT',
  'de-CH',
  'hi-IN',
  'ar-EG',
  'ar-SA',
  'ar-AE',
];

/** Each by its name in the desk's language, and money and a day as it writes them. */
export function localeChoices(language: string, currency: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' });
  return LOCALES.map((locale) => {
    const money = new Intl.NumberFormat(locale, { style: 'currency', currency }).format(1234.5);
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 11, 31));
    // The marks keep each example in one piece, whichever way the line runs.
    return { value: locale, label: `${names.of(locale) ?? locale} · \u2068${money}\u2069 · \u2068${day}\u2069` };
  });
}

export function timeZoneChoices(): Choice[] {
  const zones = new Set(['UTC', ownTimeZone(), ...Intl.supportedValuesOf('timeZone')]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** A first guess: the desk's language as this machine writes it, or as most who speak it do. */
export function likelyLocale(language: string = getLocale()): Shop['locale'] {
  const own = navigator.languages.find((tag) => tag.startsWith(language) && isKnown(tag));
  return (own ?? LOCALES.find((locale) => locale.startsWith(language)) ?? 'en-US') as Shop['locale'];
}

function isKnown(tag: string): boolean {
  return LOCALES.some((locale) => locale === tag);
}

const BY_REGION: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  IN: 'INR',
  CA: 'CAD',
  AU: 'AUD',
  NZ: 'NZD',
  CH: 'CHF',
  JP: 'JPY',
  BR: 'BRL',
  MX: 'MXN',
  KW: 'KWD',
  AE: 'AED',
  ZA: 'ZAR',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  PL: 'PLN',
};
const EURO_REGIONS = 'AT BE HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES'.split(' ');

/** A first guess by the region: the machine's own, if it speaks the desk's language, or the one most who speak it live in. */
export function likelyCurrency(): string {
  const isOwn = navigator.language.startsWith(getLocale());
  const region = regionOf(isOwn ? navigator.language : likelyLocale());
  if (region && EURO_REGIONS.includes(region)) return 'EUR';
  return (region && BY_REGION[region]) || 'USD';
}

/** A machine that was set to no language says "C", which is no language tag. */
function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return 'US';
  }
}
