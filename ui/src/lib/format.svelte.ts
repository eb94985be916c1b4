/** How the shop writes money: decimal strings in, text out. Nothing here computes. */

/** What `Intl` takes as an exact decimal; a `number` would round the money of a large shop. */
type Decimal = Intl.StringNumericLiteral;

const MOST_PRICE_DECIMALS = 4;

export class ShopFormat {
  /** How the shop writes numbers and dates; until it is known, as this machine does. */
  locale = $state<string | undefined>(undefined);
  currency = $state('USD');
  digits = $state(2);

  readonly #money = $derived(this.#formatter({ style: 'currency', currency: this.currency }, this.digits));
  readonly #amount = $derived(this.#formatter({}, this.digits));
  readonly #price = $derived(this.#formatter({}, MOST_PRICE_DECIMALS));
  readonly #priceWithSign = $derived(
    this.#formatter({ style: 'currency', currency: this.currency }, MOST_PRICE_DECIMALS),
  );
  readonly #quantity = $derived(new Intl.NumberFormat(this.locale, { maximumFractionDigits: 3 }));
  readonly #percent = $derived(new Intl.NumberFormat(this.locale, { maximumFractionDigits: 4 }));
  timeZone = $state<string | undefined>(undefined);
  readonly #date = $derived(new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeZone: 'UTC' }));
  readonly #moment = $derived(
    new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: this.timeZone }),
  );
  readonly #time = $derived(new Intl.DateTimeFormat(this.locale, { timeStyle: 'short', timeZone: this.timeZone }));

  set(currency: string, digits: number): void {
    this.currency = currency;
    this.digits = digits;
  }

  /** "$12.50": an amount that stands alone. */
  money(amount: string): string {
    return this.#money.format(amount as Decimal);
  }

  /** "12.50": an amount in a column whose currency is clear. */
  amount(amount: string): string {
    return this.#amount.format(amount as Decimal);
  }

  /** A unit price, which may be finer than the currency. */
  price(price: string): string {
    return this.#price.format(price as Decimal);
  }

  priceWithSign(price: string): string {
    return this.#priceWithSign.format(price as Decimal);
  }

  quantity(quantity: string): string {
    return this.#quantity.format(quantity as Decimal);
  }

  percent(percent: string): string {
    return `${this.#percent.format(percent as Decimal)} %`;
  }

  /** A business date, "2026-03-01". */
  date(date: string): string {
    return this.#date.format(new Date(`${date}T00:00:00Z`));
  }

  /** A moment by the shop's clock: date and time. */
  moment(time: string): string {
    return this.#moment.format(new Date(time));
  }

  /** The time of day by the shop's clock. */
  time(time: string): string {
    return this.#time.format(new Date(time));
  }

  #formatter(options: Intl.NumberFormatOptions, mostDecimals: number): Intl.NumberFormat {
    return new Intl.NumberFormat(this.locale, {
      ...options,
      minimumFractionDigits: this.digits,
      maximumFractionDigits: Math.max(mostDecimals, this.digits),
    });
  }
}

/** One shop per desk. */
export const format = new ShopFormat();

/** Whether a decimal string is other than zero, whatever its length. */
export function isNonZero(decimal: string | null | undefined): decimal is string {
  return decimal !== null && decimal !== undefined && /[1-9]/.test(decimal);
}
