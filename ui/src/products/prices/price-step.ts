/** What is done to prices, as its form has it and as the core takes it. */
import type { Input } from '../../api/operations';
import { asDecimal, asPrice } from '../decimals';

type Question = Input<'preview_price_change'>;
export type PriceStep = Question['change'];
export type StepKind = PriceStep['kind'];
export type Rounding = NonNullable<Question['rounding']>;

export interface PriceForm {
  kind: string;
  figure: string;
  rounding: string;
  round_to: string;
}

export const KINDS: readonly StepKind[] = ['raise_percent', 'lower_percent', 'raise_amount', 'lower_amount', 'set'];

/** Null until there is a figure. */
export function stepOf({ kind, figure }: PriceForm, digits: number): PriceStep | null {
  if (figure.trim() === '') return null;
  switch (kind as StepKind) {
    case 'raise_percent':
    case 'lower_percent':
      return { kind: kind as 'raise_percent', percent: asDecimal(figure) };
    case 'raise_amount':
    case 'lower_amount':
      return { kind: kind as 'raise_amount', amount: asPrice(figure, digits) };
    case 'set':
      return { kind: 'set', price: asPrice(figure, digits) };
  }
}

export function roundingOf({ rounding, round_to }: PriceForm, digits: number): Rounding | null {
  if (rounding === 'none' || round_to.trim() === '') return null;
  const figure = asPrice(round_to, digits);
  return rounding === 'nearest' ? { kind: 'nearest', step: figure } : { kind: 'ending', ending: figure };
}
