/** How the shop writes money: decimal strings in, text out. Nothing here computes. */

/** What `Intl` takes as an exact decimal; a `number` would round the money of a large shop. */
type Decimal = Intl.StringNumericLiteral;

const MOST_PRICE_DECIMALS = 4;

export class ShopFormat {
  currency = $state('USD');
  digits = $state(2);

  readonly #money = $derived(this.#formatter({ style: 'currency', currency: this.currency }, this.digits));
  readonly #amount = $derived(this.#formatter({}, this.digits));
  readonly #price = $derived(this.#formatter({}, MOST_PRICE_DECIMALS));
  readonly #priceWithSign = $derived(
    this.#formatter({ style: 'currency', currency: this.currency }, MOST_PRICE_DECIMALS),
  );
  readonly #quantity = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });
  readonly #percent = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });

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

  #formatter(options: Intl.NumberFormatOptions, mostDecimals: number): Intl.NumberFormat {
    return new Intl.NumberFormat(undefined, {
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
