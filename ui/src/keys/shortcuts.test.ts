import { describe, expect, it } from 'vitest';
import { combo, shortcutFor, SHORTCUTS } from './shortcuts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  combo({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

describe('shortcuts', () => {
  it('are told apart by Shift where it is not part of the character', () => {
    expect(shortcutFor(press('F8'), 'sell')?.id).toBe('discount_line');
    expect(shortcutFor(press('F8', { shiftKey: true }), 'sell')?.id).toBe('discount_order');
    expect(press('+', { shiftKey: true })).toBe('+');
    expect(shortcutFor(press('F9', { ctrlKey: true }), 'sell')).toBeNull();
  });

  it('mean one thing in one place', () => {
    const used = SHORTCUTS.filter(({ keys }) => keys !== '').flatMap(({ keys, places }) =>
      places.map((place) => `${place} ${keys}`),
    );
    expect(new Set(used).size).toBe(used.length);
  });
});
