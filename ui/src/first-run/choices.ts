/** Currencies and time zones to choose from, with the names that the system has for them. */

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
  const names = new Intl.DisplayNames(undefined, { type: 'currency' });
  return CURRENCIES.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

export function timeZoneChoices(): Choice[] {
  const zones = new Set(['UTC', ownTimeZone(), ...Intl.supportedValuesOf('timeZone')]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
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

/** A first guess by the language's region. */
export function likelyCurrency(): string {
  const region = regionOf(navigator.language);
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
