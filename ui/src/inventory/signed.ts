/** Quantities as they are shown in stock. */
import { format, isNonZero, plus, whole } from '../lib/format.svelte';

/** "+3" and "−2": by how much a level moved. */
export function signed(quantity: string): string {
  const text = format.quantity(quantity);
  if (!isNonZero(quantity)) return text;
  return quantity.startsWith('-') ? text.replace('-', '−') : plus(text);
}

/** "3" of pieces, "0.64 kg" of everything else. */
export function measured(quantity: string, unit: string): string {
  const text = format.quantity(quantity);
  return unit === 'each' ? text : whole(`${text} ${unit}`);
}
