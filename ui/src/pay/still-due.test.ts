import { describe, expect, it } from 'vitest';
import { covers, less, lesser, stillDue, worthOf } from './still-due';

const euro = { digits: 2, step: null };
const franc = { digits: 2, step: '0.05' };
const yen = { digits: 0, step: null };

describe('what is still due', () => {
  it('is the total less what was taken', () => {
    expect(stillDue('12.34', [], 'card', euro)).toBe('12.34');
    expect(stillDue('12.34', [{ method: 'card', amount: '5' }], 'cash', euro)).toBe('7.34');
    expect(stillDue('0.30', [{ method: 'other', amount: '0.10' }], 'card', euro)).toBe('0.20');
    expect(stillDue('1837', [{ method: 'card', amount: '1000' }], 'cash', yen)).toBe('837');
  });

  it('rounds cash once, on all that is left for cash', () => {
    expect(stillDue('12.33', [{ method: 'card', amount: '5.00' }], 'cash', franc)).toBe('7.35');
    expect(stillDue('12.33', [{ method: 'card', amount: '5.00' }], 'card', franc)).toBe('7.33');
    expect(stillDue('12.32', [{ method: 'cash', amount: '5.00' }], 'cash', franc)).toBe('7.30');
    expect(stillDue('12.325', [], 'cash', { digits: 3, step: '0.050' })).toBe('12.350');
  });

  it('is below zero when too much was taken', () => {
    expect(stillDue('4.00', [{ method: 'card', amount: '5.00' }], 'cash', franc)).toBe('-1.00');
    expect(stillDue('4.99', [{ method: 'card', amount: '5.00' }], 'card', euro)).toBe('-0.01');
  });

  it('stays exact beyond what a number can hold', () => {
    expect(stillDue('90071992547409.93', [{ method: 'card', amount: '0.01' }], 'card', euro)).toBe('90071992547409.92');
  });
});

describe('amounts', () => {
  it('are compared and taken from one another as they are worth', () => {
    expect(covers('10', '10.00', 2)).toBe(true);
    expect(covers('9.99', '10.00', 2)).toBe(false);
    expect(lesser('9.00', '10.00', 2)).toBe('9.00');
    expect(less('10.00', '2.50', 2)).toBe('7.50');
  });

  it('points pay no more than they are worth', () => {
    expect(worthOf(250, '0.01', 2)).toBe('2.50');
    expect(worthOf(7, '0.0033', 2)).toBe('0.02');
    expect(worthOf(-5, '0.01', 2)).toBe('0.00');
    expect(worthOf(120, '1', 0)).toBe('120');
  });
});
