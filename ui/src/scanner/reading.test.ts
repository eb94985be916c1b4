import { describe, expect, it } from 'vitest';
import { hasCheckDigit, read, symbologyOf, type Key } from './reading';

function burst(code: string, gap_ms: number, end: string | null = 'Enter'): Key[] {
  const keys = [...code, ...(end === null ? [] : [end])];
  return keys.map((key, place) => ({ key, gap_ms: place === 0 ? null : gap_ms }));
}

describe('a burst of keys', () => {
  it('that the desk takes for a scan is called one', () => {
    expect(read(burst('5499990756311', 5)).hints).toEqual(['recognised']);
    expect(read(burst('5499990756311', 5))).toMatchObject({ code: '5499990756311', end: 'Enter', symbology: 'EAN-13' });
  });

  it('tells what is wrong with the scanner', () => {
    expect(read(burst('5499990756311', 120)).hints).toEqual(['too_slow']);
    expect(read(burst('5499990756311', 5, null)).hints).toEqual(['no_end']);
    expect(read(burst(']E05499990756311', 5)).hints).toEqual(['recognised', 'prefix']);
    expect(read(burst('A5499990756311', 5)).hints).toEqual(['recognised', 'prefix']);
    expect(read(burst('123', 5)).hints).toEqual(['too_short']);
    expect(read(burst('5499990756312', 5)).hints).toEqual(['recognised', 'bad_check_digit']);
  });
});

describe('a code', () => {
  it('is named by its length and check digit', () => {
    expect(['96385074', '036000291452', '4006381333931'].every(hasCheckDigit)).toBe(true);
    expect(hasCheckDigit('4006381333932')).toBe(false);
    expect(symbologyOf('96385074')).toBe('EAN-8');
    expect(symbologyOf('036000291452')).toBe('UPC-A');
    expect(symbologyOf('4006381333931')).toBe('EAN-13');
    expect(symbologyOf('(01)04006381333931(10)A1')).toBe('GS1');
    expect(symbologyOf('HH-012')).toBe('Code 39 / 128');
  });
});
