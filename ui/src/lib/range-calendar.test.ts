import { render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { format } from './format.svelte';
import RangeCalendar from './RangeCalendar.svelte';

afterEach(() => {
  format.locale = undefined;
  overwriteGetLocale(() => 'en');
});

it('names the months in the desk’s language, whatever country the shop is in', () => {
  overwriteGetLocale(() => 'de');
  format.locale = 'en-IE';
  const range = { from: '2026-10-05', to: '2026-10-09' };
  render(RangeCalendar, { label: 'Zeitraum', range, today: '2026-11-23', onpick: () => undefined });
  expect(screen.getByText('Oktober 2026')).toBeTruthy();
});
