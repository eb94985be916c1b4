/**
 * Arithmetic with quantities: decimal strings of up to three decimals, reckoned in whole thousandths.
 *
 * Money has no such functions on purpose; the core alone computes it.
 */

const SCALE = 1000;
/** The core's own limit for one line. */
const MOST = 999_999 * SCALE;

export function toThousandths(quantity: string): number {
  return Math.round(Number(quantity) * SCALE);
}

export function fromThousandths(thousandths: number): string {
  return String(Math.min(thousandths, MOST) / SCALE);
}

export function add(left: string, right: string): string {
  return fromThousandths(toThousandths(left) + toThousandths(right));
}

export function times(quantity: string, factor: string): string {
  return fromThousandths(Math.round((toThousandths(quantity) * toThousandths(factor)) / SCALE));
}

export function isPositive(quantity: string): boolean {
  return toThousandths(quantity) > 0;
}

export function isMore(left: string, right: string): boolean {
  return toThousandths(left) > toThousandths(right);
}
