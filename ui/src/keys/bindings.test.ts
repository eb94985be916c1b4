import { afterEach, describe, expect, it } from 'vitest';
import { bindings } from './bindings.svelte';
import { combo, inTheWay, isBindable, keysOf, shortcutFor } from './shortcuts';

afterEach(() => bindings.reset());

describe('a key that was changed', () => {
  it('calls its command in place of the one it had, until all are as they came', () => {
    bindings.set('coupon', 'F6');
    bindings.set('park', '');
    expect(shortcutFor('F6', 'sell')?.id).toBe('coupon');
    expect(keysOf('park')).toBe('');
    bindings.reset();
    expect(shortcutFor('F6', 'sell')?.id).toBe('park');
  });

  it('stands in the way only where both commands work', () => {
    expect(inTheWay('coupon', 'F9').map(({ id }) => id)).toEqual(['pay']);
    expect(inTheWay('pay_card', 'F9').map(({ id }) => id)).toEqual(['pay_cash']);
    expect(inTheWay('lock', 'F6').map(({ id }) => id)).toEqual(['park']);
    expect(inTheWay('park', 'F6')).toEqual([]);
  });

  it('types nothing and is not the browser’s', () => {
    expect(['F3', 'Shift+F6', 'Ctrl+K', 'Alt+N', 'Insert', '+'].every(isBindable)).toBe(true);
    expect(['a', '7', 'Enter', 'Escape', 'Tab', 'Ctrl+W', 'Ctrl+T', 'ArrowUp'].some(isBindable)).toBe(false);
  });

  it('is the same with the caps lock on', () => {
    const press = { shiftKey: false, ctrlKey: true, altKey: false, metaKey: false };
    expect(combo({ ...press, key: 'l' })).toBe('Ctrl+L');
    expect(combo({ ...press, key: 'L' })).toBe('Ctrl+L');
  });
});
