/** How the shop writes money: decimal strings in, text out. Nothing here computes. */
import { getLocale, getTextDirection } from '../paraglide/runtime.js';

/** What `Intl` takes as an exact decimal; a `number` would round the money of a large shop. */
type Decimal = Intl.StringNumericLiteral;

const MOST_PRICE_DECIMALS = 4;
/** FSI and PDI: what stands between them is put in order by itself. */
const ISOLATE = String.fromCharCode(0x2068);
const END = String.fromCharCode(0x2069);

export class ShopFormat {
  /** How the shop writes numbers and dates; until it is known, as this machine does. */
  locale = $state<string | undefined>(undefined);
  currency = $state('USD');
  digits = $state(2);

  /** For dates. */
  readonly tongue = $derived(tongueOf(getLocale(), this.locale));

  readonly #money = $derived(this.#formatter({ style: 'currency', currency: this.currency }, this.digits));
  readonly #amount = $derived(this.#formatter({}, this.digits));
  readonly #price = $derived(this.#formatter({}, MOST_PRICE_DECIMALS));
  readonly #priceWithSign = $derived(
    this.#formatter({ style: 'currency', currency: this.currency }, MOST_PRICE_DECIMALS),
  );
  readonly #quantity = $derived(new Intl.NumberFormat(this.locale, { maximumFractionDigits: 3 }));
  readonly #percent = $derived(new Intl.NumberFormat(this.locale, { maximumFractionDigits: 4 }));
  timeZone = $state<string | undefined>(undefined);
  readonly #date = $derived(new Intl.DateTimeFormat(this.tongue, { dateStyle: 'medium', timeZone: 'UTC' }));
  readonly #moment = $derived(
    new Intl.DateTimeFormat(this.tongue, { dateStyle: 'medium', timeStyle: 'short', timeZone: this.timeZone }),
  );
  readonly #time = $derived(new Intl.DateTimeFormat(this.tongue, { timeStyle: 'short', timeZone: this.timeZone }));

  set(currency: string, digits: number): void {
    this.currency = currency;
    this.digits = digits;
  }

  /** "$12.50": an amount that stands alone. */
  money(amount: string): string {
    return whole(this.#money.format(amount as Decimal));
  }

  /** "12.50": an amount in a column whose currency is clear. */
  amount(amount: string): string {
    return whole(this.#amount.format(amount as Decimal));
  }

  /** A unit price, which may be finer than the currency. */
  price(price: string): string {
    return whole(this.#price.format(price as Decimal));
  }

  priceWithSign(price: string): string {
    return whole(this.#priceWithSign.format(price as Decimal));
  }

  quantity(quantity: string): string {
    return whole(this.#quantity.format(quantity as Decimal));
  }

  percent(percent: string): string {
    return whole(`${this.#percent.format(percent as Decimal)} %`);
  }

  /** A business date, "2026-03-01". */
  date(date: string): string {
    return whole(this.#date.format(new Date(`${date}T00:00:00Z`)));
  }

  /** A moment by the shop's clock: date and time. */
  moment(time: string): string {
    return whole(this.#moment.format(new Date(time)));
  }

  /** The time of day by the shop's clock. */
  time(time: string): string {
    return whole(this.#time.format(new Date(time)));
  }

  #formatter(options: Intl.NumberFormatOptions, mostDecimals: number): Intl.NumberFormat {
    return new Intl.NumberFormat(this.locale, {
      ...options,
      minimumFractionDigits: this.digits,
      maximumFractionDigits: Math.max(mostDecimals, this.digits),
    });
  }
}

/**
 * Names of days and months are words: they come in the desk's language, in the order of the shop's country and with the
 * figures of its money.
 */
export function tongueOf(language: string, locale: string | undefined): string {
  if (locale === undefined) {
    return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? `${language}-u-nu-latn`;
  }
  const shop = new Intl.Locale(locale);
  if (shop.language === language) return locale;
  const { numberingSystem } = new Intl.NumberFormat(locale).resolvedOptions();
  return new Intl.Locale(language, { region: shop.maximize().region, numberingSystem }).toString();
}

/** A zone that this system does not know: its own time is better than none. */
export function knownZone(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** Signs stay beside their figures, and figures in their order, also in a line that runs from right to left. */
export function whole(text: string): string {
  return getTextDirection() === 'rtl' ? ISOLATE + text + END : text;
}

/** "−12.50": what is taken off. */
export function minus(text: string): string {
  return whole(`−${text}`);
}

/** "+12": what is added. */
export function plus(text: string): string {
  return whole(`+${text}`);
}

/** One shop per desk. */
export const format = new ShopFormat();

/** Whether a decimal string is other than zero, whatever its length. */
export function isNonZero(decimal: string | null | undefined): decimal is string {
  return decimal !== null && decimal !== undefined && /[1-9]/.test(decimal);
}
