/** Decimals as a person types them, and as the core takes them. Nothing here computes. */
import { DecimalEntry } from '../lib/decimal-entry';

/** "12" and "12,5" become "12.00" and "12.50"; what is no price goes to the core as it is, which says what is wrong. */
export function asPrice(typed: string, digits: number): string {
  const text = point(typed);
  const decimals = text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  const entry = new DecimalEntry(text);
  return (decimals > digits ? entry.value : entry.fixed(digits)) ?? text;
}

/** A quantity or a percentage; a sign stays. */
export function asDecimal(typed: string): string {
  const text = point(typed);
  const sign = /^[-−]/.test(text) ? '-' : '';
  const figures = text.replace(/^[-−+]\s*/, '');
  return `${sign}${new DecimalEntry(figures).value ?? figures}`;
}

/** The comma of half the world, where it can only be one. */
function point(typed: string): string {
  const text = typed.trim();
  return /^[-−+]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
}
