/** What a burst of keys says about the scanner that sent it. Pure. */
import { LONGEST_GAP_MS } from '../keys/scan-recogniser';

export interface Key {
  key: string;
  /** Milliseconds since the key before; null for the first. */
  gap_ms: number | null;
}

export type Hint = 'too_slow' | 'no_end' | 'prefix' | 'too_short' | 'bad_check_digit' | 'recognised';

export interface Reading {
  code: string;
  end: string | null;
  average_ms: number;
  longest_ms: number;
  symbology: string;
  hints: Hint[];
}

const SHORTEST = 6;
const SLOWEST_AVERAGE_MS = 50;
/** AIM's symbology identifiers, which some scanners send in front: `]E0`, `]C1`. */
const AIM = /^\][A-Za-z]\d/;

export function read(keys: readonly Key[]): Reading {
  const last = keys.at(-1)?.key ?? '';
  const end = last === 'Enter' || last === 'Tab' ? last : null;
  const typed = keys.filter(({ key }) => [...key].length === 1);
  const code = typed.map(({ key }) => key).join('');
  const gaps = keys.slice(1).map(({ gap_ms }) => gap_ms ?? 0);
  const longest_ms = Math.max(0, ...gaps);
  const average_ms = gaps.length === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const symbology = symbologyOf(code);
  const hints: Hint[] = [];
  if (longest_ms > LONGEST_GAP_MS || average_ms > SLOWEST_AVERAGE_MS) hints.push('too_slow');
  if (end === null) hints.push('no_end');
  if (code.length < SHORTEST) hints.push('too_short');
  if (AIM.test(code) || /^[^\d(]{1,2}(?=\d{8,14}$)/.test(code)) hints.push('prefix');
  if (/^\d+$/.test(code) && [8, 12, 13, 14].includes(code.length) && !hasCheckDigit(code)) {
    hints.push('bad_check_digit');
  }
  const isScan = !hints.some((hint) => hint === 'too_slow' || hint === 'no_end' || hint === 'too_short');
  return { code, end, average_ms, longest_ms, symbology, hints: isScan ? ['recognised', ...hints] : hints };
}

/** The name of the kind of code, as far as its characters tell. */
export function symbologyOf(code: string): string {
  if (/^\((\d{2,4})\)/.test(code) || code.includes('\u001d')) return 'GS1';
  if (!/^\d+$/.test(code)) return /^[0-9A-Z\-. $/+%]+$/.test(code) ? 'Code 39 / 128' : 'Code 128 / QR';
  if (!hasCheckDigit(code)) return 'Code 128 / ITF';
  switch (code.length) {
    case 8:
      return 'EAN-8';
    case 12:
      return 'UPC-A';
    case 13:
      return code.startsWith('2') ? 'EAN-13 (in-store)' : 'EAN-13';
    case 14:
      return 'GTIN-14';
    default:
      return 'Code 128 / ITF';
  }
}

/** GS1's check digit: from the right, the digits before it count three and one by turns. */
export function hasCheckDigit(code: string): boolean {
  if (!/^\d{8,14}$/.test(code)) return false;
  const digits = [...code].map(Number);
  const check = digits.pop()!;
  const sum = digits.reverse().reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === check;
}
