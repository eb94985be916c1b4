import { describe, expect, it } from 'vitest';
import { Failure } from '../api/failure';
import { explain, wordsFor } from './words';

function conflict(details: Record<string, unknown>): string {
  return explain(new Failure('conflict', 'As the core says it.', null, details));
}

describe('a refusal', () => {
  it('is said as the core says it in English', () => {
    expect(explain(new Failure('invalid', 'This is no name.', 'items[2].name'))).toBe('This is no name.');
    expect(explain(new Failure('invalid', 'A port is 1 to 65535.', 'port'))).toBe('A port is 1 to 65535.');
    expect(conflict({})).toBe('As the core says it.');
    expect(conflict({ left: '2', order_item_id: 'a' })).toBe('As the core says it.');
  });

  it('names the amounts as the shop writes them', () => {
    const short = new Failure('insufficient_tender', '', null, { due: '12.50', given: '10.00' });
    expect(explain(short)).toBe('$12.50 is due, $10.00 was given.');
  });

  it('tells a shop that moves from a database that is away', () => {
    expect(explain(new Failure('unavailable', ''))).toMatch(/can’t be reached/);
    expect(explain(new Failure('unavailable', '', null, { moving: true, restart: false }))).toMatch(/being moved/);
    expect(explain(new Failure('unavailable', '', null, { moving: true, restart: true }))).toMatch(/has moved/);
  });

  it('has words for whatever is thrown', () => {
    expect(wordsFor('broken')).toMatch(/broken/);
  });
});
