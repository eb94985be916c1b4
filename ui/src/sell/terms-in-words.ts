/** The prices and discounts of a ticket in one line, for whoever has to consent to them. */
import { format, isNonZero } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';
import type { Line, Ticket } from './ticket';

const MOST = 4;

export function termsInWords(ticket: Ticket): string {
  const words = ticket.lines.flatMap(ofLine);
  if (isNonZero(ticket.discount_percent)) {
    words.push(m.sell_about_order({ discount: format.percent(ticket.discount_percent) }));
  }
  if (isNonZero(ticket.discount_amount)) {
    words.push(m.sell_about_order({ discount: format.money(ticket.discount_amount) }));
  }
  const shown = words.slice(0, MOST).join('; ');
  return words.length > MOST ? `${shown}; …` : shown;
}

function ofLine(line: Line): string[] {
  const words: string[] = [];
  if (isOverridden(line)) {
    const [price, was] = [format.priceWithSign(line.unit_price!), format.price(line.list_price)];
    words.push(m.sell_about_price({ name: line.name, price, was }));
  }
  if (isNonZero(line.discount_percent)) {
    words.push(m.sell_about_discount({ name: line.name, discount: format.percent(line.discount_percent) }));
  }
  if (isNonZero(line.discount_amount)) {
    words.push(m.sell_about_discount({ name: line.name, discount: format.money(line.discount_amount) }));
  }
  return words;
}

/** Sold at another price than the shelf's, or its label's. */
export function isOverridden(line: Line): boolean {
  const own = line.label?.unit_price ?? line.list_price;
  return line.unit_price !== null && line.unit_price !== own;
}
