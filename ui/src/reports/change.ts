/** How much a figure has changed, for reading only: from the decimal strings, exactly, to a tenth of a percent. */

export type Change = { kind: 'same' } | { kind: 'new' } | { kind: 'more' | 'less'; percent: string };

/** "12.5" percent more, say. `new` where there was nothing before: of nothing there is no percentage. */
export function change(now: string, before: string): Change {
  const decimals = Math.max(decimalsOf(now), decimalsOf(before));
  const current = scaled(now, decimals);
  const earlier = scaled(before, decimals);
  if (current === earlier) return { kind: 'same' };
  if (earlier === 0n) return { kind: 'new' };
  const difference = magnitude(current - earlier);
  const base = magnitude(earlier);
  // Tenths of a percent, ties away from zero.
  const tenths = (difference * 2000n + base) / (base * 2n);
  const percent = `${tenths / 10n}.${tenths % 10n}`.replace(/\.0$/, '');
  return { kind: current > earlier ? 'more' : 'less', percent };
}

/** For sorting: negative when the first is the smaller. */
export function compareDecimals(left: string, right: string): number {
  const decimals = Math.max(decimalsOf(left), decimalsOf(right));
  const difference = scaled(left, decimals) - scaled(right, decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function decimalsOf(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0;
}

function scaled(decimal: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
