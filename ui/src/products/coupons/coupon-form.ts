/** A coupon as its form has it, and as the core takes it: either a percentage or an amount. */
import type { Input } from '../../api/operations';
import type { Coupon } from '../../api/types';
import { asDecimal, asPrice } from '../decimals';

export interface CouponForm {
  code: string;
  kind: string;
  discount_percent: string;
  discount_amount: string;
  min_total: string;
  valid_from: string;
  valid_to: string;
  max_uses: string;
  is_active: boolean;
}

export function formOf(coupon: Coupon | null): CouponForm {
  return {
    code: coupon?.code ?? '',
    kind: coupon?.discount_amount ? 'amount' : 'percent',
    discount_percent: coupon?.discount_percent ?? '',
    discount_amount: coupon?.discount_amount ?? '',
    min_total: coupon?.min_total ?? '',
    valid_from: coupon?.valid_from ?? '',
    valid_to: coupon?.valid_to ?? '',
    max_uses: coupon?.max_uses === null || coupon?.max_uses === undefined ? '' : String(coupon.max_uses),
    is_active: coupon?.is_active ?? true,
  };
}

export function asCoupon(
  form: CouponForm,
  digits: number,
): Omit<Input<'update_coupon'>, 'coupon_id'> & { code: string } {
  const isPercent = form.kind === 'percent';
  const uses = form.max_uses.trim();
  return {
    code: form.code.trim(),
    discount_percent: isPercent ? asDecimal(form.discount_percent) : null,
    discount_amount: isPercent ? null : asPrice(form.discount_amount, digits),
    min_total: form.min_total.trim() === '' ? null : asPrice(form.min_total, digits),
    valid_from: form.valid_from === '' ? null : form.valid_from,
    valid_to: form.valid_to === '' ? null : form.valid_to,
    max_uses: uses === '' ? null : Number(uses),
    is_active: form.is_active,
  };
}
