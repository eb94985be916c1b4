import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { format } from './format.svelte';
import RangeCalendar from './RangeCalendar.svelte';

afterEach(() => {
  cleanup();
  format.locale = undefined;
  overwriteGetLocale(() => 'en');
});

function calendar(language: 'de' | 'ar', shop: string) {
  overwriteGetLocale(() => language);
  format.locale = shop;
  const onpick = vi.fn();
  const range = { from: '2026-10-05', to: '2026-10-09' };
  return { onpick, ...render(RangeCalendar, { label: '·', range, today: '2026-11-23', onpick }) };
}

const day = (name: RegExp): HTMLElement => screen.getByRole('button', { name });

it('names the months in the desk’s language, whatever country the shop is in', () => {
  calendar('de', 'en-IE');
  expect(screen.getByText('Oktober 2026')).toBeTruthy();
});

describe('a range is chosen', () => {
  it('by its first and its last day', async () => {
    const { onpick } = calendar('de', 'de-DE');
    await fireEvent.click(day(/20\. Oktober/));
    expect(onpick).not.toHaveBeenCalled();
    expect(screen.getByRole('status').textContent).toContain('20.10.2026');
    await fireEvent.click(day(/22\. Oktober/));
    expect(onpick).toHaveBeenCalledExactlyOnceWith({ from: '2026-10-20', to: '2026-10-22' });
  });

  it('from its end as well, with Enter and the blank', async () => {
    const { onpick } = calendar('de', 'de-DE');
    await fireEvent.keyDown(day(/22\. Oktober/), { key: 'Enter' });
    await fireEvent.keyDown(day(/20\. Oktober/), { key: ' ' });
    expect(onpick).toHaveBeenCalledExactlyOnceWith({ from: '2026-10-20', to: '2026-10-22' });
  });

  it('of a single day by choosing it twice', async () => {
    const { onpick } = calendar('de', 'de-DE');
    await fireEvent.click(day(/20\. Oktober/));
    await fireEvent.click(day(/20\. Oktober/));
    expect(onpick).toHaveBeenCalledExactlyOnceWith({ from: '2026-10-20', to: '2026-10-20' });
  });

  it('and told in the desk’s words alone, to screen readers too', async () => {
    const { container } = calendar('ar', 'ar-EG');
    await fireEvent.click(day(/٢٠ أكتوبر/));
    const names = [...container.querySelectorAll('[aria-label]')].map((node) => node.getAttribute('aria-label'));
    expect(`${container.textContent} ${names.join(' ')}`).not.toMatch(/[a-z0-9]/i);
    await fireEvent.click(day(/٢٢ أكتوبر/));
    expect(document.querySelector('[data-bits-announcer]')?.textContent ?? '').toBe('');
  });
});
