import { describe, expect, it } from 'vitest';
import { ScanRecogniser, hasValidCheckDigit, type Verdict } from './scan-recogniser';

function type(recogniser: ScanRecogniser, text: string, start: number, gap: number, end = 'Enter'): Verdict {
  let at = start;
  for (const character of text) {
    recogniser.feed(character, at);
    at += gap;
  }
  return recogniser.feed(end, at);
}

describe('a scan', () => {
  it('is recognised at the speed of a scanner, ended by Enter or Tab', () => {
    const recogniser = new ScanRecogniser();
    expect(type(recogniser, '5901234123457', 0, 5)).toEqual({ kind: 'scan', code: '5901234123457', from: 0 });
    expect(type(recogniser, 'SKU-001', 1000, 20, 'Tab')).toEqual({ kind: 'scan', code: 'SKU-001', from: 0 });
  });

  it('may stutter, as long as its average is quick', () => {
    const recogniser = new ScanRecogniser();
    const times = [0, 5, 10, 15, 105, 110, 115, 120];
    [...'96385074'].forEach((digit, index) => recogniser.feed(digit, times[index]!));
    expect(recogniser.feed('Enter', 125)).toEqual({ kind: 'scan', code: '96385074', from: 0 });
  });

  it('is not what a person types, however quick', () => {
    const recogniser = new ScanRecogniser();
    expect(type(recogniser, 'tomato', 0, 70).kind).toBe('other');
    expect(type(recogniser, '12345', 2000, 5).kind).toBe('other');
    expect(type(recogniser, '5901234123457', 4000, 101).kind).toBe('other');
  });

  it('needs its Enter at once', () => {
    const recogniser = new ScanRecogniser();
    [...'5901234123457'].forEach((digit, index) => recogniser.feed(digit, index * 5));
    expect(recogniser.feed('Enter', 400).kind).toBe('other');
  });

  it('is not broken by Shift, and is broken by any other key', () => {
    const recogniser = new ScanRecogniser();
    'Ab'.split('').forEach((character, index) => {
      recogniser.feed('Shift', index * 6);
      recogniser.feed(character, index * 6 + 1);
    });
    expect(type(recogniser, 'C12345', 14, 5)).toMatchObject({ kind: 'scan', code: 'AbC12345' });
    [...'590123'].forEach((digit, index) => recogniser.feed(digit, 1000 + index * 5));
    recogniser.feed('ArrowLeft', 1031);
    expect(type(recogniser, '412', 1033, 5).kind).toBe('other');
  });

  it('keeps apart what a person typed just before it', () => {
    const recogniser = new ScanRecogniser();
    recogniser.feed('3', 0);
    recogniser.feed('*', 80);
    expect(type(recogniser, '5901234123457', 160, 5)).toEqual({ kind: 'scan', code: '5901234123457', from: 2 });
  });

  it('believes a check digit more than a rhythm', () => {
    const recogniser = new ScanRecogniser();
    recogniser.feed('5', 0);
    expect(type(recogniser, '901234123457', 90, 5)).toEqual({ kind: 'scan', code: '5901234123457', from: 0 });
  });
});

describe('two thousand scans among human typing', () => {
  it('loses none and takes no key of the person', () => {
    const recogniser = new ScanRecogniser();
    const random = generator(7);
    const scanned: string[] = [];
    const expected: string[] = [];
    let typed = 0;
    let taken = 0;
    let at = 0;
    for (let count = 0; count < 2000; count += 1) {
      const code = gtin13(random);
      const words = Math.floor(random() * 6);
      for (let key = 0; key < words; key += 1) {
        recogniser.feed('abcdefghij'[Math.floor(random() * 10)]!, at);
        typed += 1;
        at += 60 + random() * 200;
      }
      expected.push(code);
      const verdict = type(recogniser, code, at, 5);
      at += 13 * 5 + 40 + random() * 300;
      if (verdict.kind === 'scan') {
        scanned.push(verdict.code);
        taken += verdict.code.length;
      }
    }
    expect(scanned).toEqual(expected);
    expect(taken).toBe(2000 * 13);
    expect(typed).toBeGreaterThan(2000);
  });
});

describe('a check digit', () => {
  it('follows GS1', () => {
    expect(['4006381333931', '96385074', '036000291452', '10012345678902'].every(hasValidCheckDigit)).toBe(true);
    expect(hasValidCheckDigit('4006381333932')).toBe(false);
    expect(hasValidCheckDigit('12345')).toBe(false);
  });
});

function gtin13(random: () => number): string {
  const digits = Array.from({ length: 12 }, () => Math.floor(random() * 10)).join('');
  return Array.from({ length: 10 }, (_, digit) => digits + digit).find(hasValidCheckDigit)!;
}

/** A fixed sequence, so that a failure can be seen again (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
