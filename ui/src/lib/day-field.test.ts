import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keyboard } from '../keys/keyboard';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import DayField from './DayField.svelte';
import { digitsOf, piecesOf } from './day-entry.svelte';
import { format } from './format.svelte';

type Language = 'en' | 'de' | 'hi' | 'ar';

let told: string[];

function desk(language: Language, shop: string): void {
  overwriteGetLocale(() => language);
  format.locale = shop;
}

function parts(): HTMLInputElement[] {
  return screen.getAllByRole('spinbutton');
}

/** What stands in the field, with what is between its parts. */
function text(): string {
  const { parentElement: frame } = parts()[0]!.parentElement!;
  return [...frame!.querySelectorAll<HTMLElement>('input, .sign')]
    .map((piece) => (piece instanceof HTMLInputElement ? piece.value || piece.placeholder : piece.textContent))
    .join('');
}

function field(props: Partial<Parameters<typeof render<typeof DayField>>[1]> = {}) {
  const onchange = (day: string): void => void told.push(day);
  return render(DayField, { label: 'Tag', value: '', onchange, ...props });
}

/** Presses keys as a browser does, wherever the focus goes meanwhile. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const target = document.activeElement as HTMLInputElement;
    if (!(await fireEvent.keyDown(target, { key })) || (key.length > 1 && key !== 'Backspace')) continue;
    const [start, end] = [target.selectionStart ?? 0, target.selectionEnd ?? 0];
    if (key === 'Backspace') target.setRangeText('', start === end ? start - 1 : start, end, 'end');
    else target.setRangeText(key, start, end, 'end');
    await fireEvent.input(target, { inputType: key === 'Backspace' ? 'deleteContentBackward' : 'insertText' });
  }
}

async function type(at: HTMLInputElement, keys: string): Promise<void> {
  at.focus();
  await press(...keys);
}

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  format.locale = undefined;
  overwriteGetLocale(() => 'en');
});

describe('a day is shown', () => {
  it.each([
    ['de', 'de-DE', '23.11.2026'],
    ['de', 'en-US', '23.11.2026'],
    ['en', 'en-US', '11/23/2026'],
    ['en', 'de-DE', '23/11/2026'],
    ['hi', 'hi-IN', '23/11/2026'],
    ['ar', 'ar-EG', '٢٣/١١/٢٠٢٦'],
  ] as const)('in %s for a shop of %s', (language, shop, written) => {
    desk(language, shop);
    field({ value: '2026-11-23' });
    expect(text()).toBe(written);
  });

  it('and goes when the outside clears it', async () => {
    desk('de', 'de-DE');
    const { rerender } = field({ value: '2026-11-23' });
    await rerender({ value: '' });
    expect(text()).toBe('TT.MM.JJJJ');
    expect(told).toEqual([]);
  });
});

describe.each(['hi', 'ar'] as const)('in %s', (language) => {
  it('nothing on it is in Latin letters', () => {
    desk(language, 'en-US');
    const { container } = field({ label: '·' });
    const spoken = [...container.querySelectorAll('*')].flatMap((node) =>
      ['aria-label', 'aria-valuetext', 'placeholder', 'title'].map((name) => node.getAttribute(name) ?? ''),
    );
    expect(`${container.textContent} ${spoken.join(' ')}`).not.toMatch(/[a-z]/i);
  });
});

describe('a day is typed', () => {
  it('from one part into the next, and told when it is whole', async () => {
    desk('de', 'de-DE');
    field();
    // Before its year is known, February may have 29 days.
    await type(parts()[0]!, '2902202');
    vi.runAllTimers();
    expect(told).toEqual([]);
    await press('8');
    vi.runAllTimers();
    expect(told).toEqual(['2028-02-29']);
  });

  it('short, with the signs between its parts', async () => {
    desk('de', 'de-DE');
    field();
    await type(parts()[0]!, '1.7.26');
    expect(text()).toBe('01.07.26');
    await press('Enter');
    expect([text(), told]).toEqual(['01.07.2026', ['2026-07-01']]);
  });

  it('in the figures of the shop or in others', async () => {
    desk('ar', 'ar-EG');
    field();
    await type(parts()[0]!, '٢٣112026');
    vi.runAllTimers();
    expect([text(), told]).toEqual(['٢٣/١١/٢٠٢٦', ['2026-11-23']]);
    expect(digitsOf('२३, ۱')).toBe('231');
  });

  it('with arrows, which follow the direction of the language', async () => {
    desk('ar', 'ar-AE');
    field({ value: '2026-01-31' });
    parts()[0]!.focus();
    await press('ArrowLeft', 'ArrowUp');
    vi.runAllTimers();
    expect(told).toEqual(['2026-02-28']);
    await press('ArrowRight', 'ArrowUp');
    vi.runAllTimers();
    expect(told.at(-1)).toBe('2026-02-01');
  });

  it('and taken away again, part by part', async () => {
    desk('en', 'en-US');
    field({ value: '2026-11-23' });
    parts()[2]!.focus();
    await press('Backspace');
    vi.runAllTimers();
    expect([text(), told]).toEqual(['11/23/yyyy', ['']]);
    await press('Backspace');
    expect(document.activeElement).toBe(parts()[1]);
  });
});

describe('what is wrong', () => {
  it('is said of a day that is left half typed', async () => {
    field();
    await type(parts()[0]!, '11');
    expect(screen.queryByText('Enter day, month and year.')).toBeNull();
    parts()[1]!.blur();
    await vi.runAllTimersAsync();
    screen.getByText('Enter day, month and year.');
    expect(parts()[0]!.getAttribute('aria-invalid')).toBe('true');
    expect(text()).toBe('11/dd/yyyy');
  });

  it('is said of a day that does not exist, or is not expected', async () => {
    desk('de', 'de-DE');
    const { rerender } = field({ max: '2026-11-23' });
    await type(parts()[0]!, '31042026');
    parts()[2]!.blur();
    await vi.runAllTimersAsync();
    screen.getByText('Diesen Tag gibt es nicht.');
    await rerender({ value: '2026-11-24' });
    screen.getByText('Nicht nach dem 23.11.2026');
  });

  it('keeps a form from being sent', async () => {
    const sent = vi.fn((event: Event) => event.preventDefault());
    const form = document.body.appendChild(document.createElement('form'));
    form.addEventListener('submit', sent);
    render(DayField, { target: form, props: { label: 'Tag', value: '' } });
    await type(parts()[0]!, '1123');
    form.requestSubmit();
    expect(sent).not.toHaveBeenCalled();
    await press(...'2026');
    form.requestSubmit();
    expect(sent).toHaveBeenCalledOnce();
    form.remove();
  });
});

it('takes nothing from a scanner', async () => {
  desk('de', 'de-DE');
  const scan = vi.fn();
  const target = { isListening: () => true, scan, type: vi.fn(), remember: () => () => undefined, press: () => false };
  const detach = new Keyboard(target).attach(window);
  field({ value: '2026-11-23' });
  parts()[0]!.focus();
  let now = 1000;
  vi.spyOn(Event.prototype, 'timeStamp', 'get').mockImplementation(() => (now += 1));
  await press(...'5499990756311', 'Enter');
  vi.runAllTimers();
  expect(scan).toHaveBeenCalledWith('5499990756311');
  expect([text(), told]).toEqual(['23.11.2026', []]);
  detach();
});

it('opens a calendar in the same words', async () => {
  vi.useRealTimers();
  await import('./DayCalendar.svelte');
  desk('ar', 'ar-EG');
  field({ label: '·', value: '2026-11-23' });
  await fireEvent.click(screen.getByRole('button'));
  const dialog = await screen.findByRole('dialog');
  const day = await within(dialog).findByRole('button', { name: /٢٤ نوفمبر ٢٠٢٦/ });
  const names = [...dialog.querySelectorAll('[aria-label]')].map((node) => node.getAttribute('aria-label'));
  expect(`${dialog.textContent} ${names.join(' ')}`).not.toMatch(/[a-z]/i);
  await fireEvent.click(day);
  expect(told).toEqual(['2026-11-24']);
  // Nor is it told to screen readers in other words.
  expect(document.querySelector('[data-bits-announcer]')?.textContent ?? '').toBe('');
});

it('knows the order of years first', () => {
  expect(piecesOf('en-CA').map(({ part, sign }) => part ?? sign)).toEqual(['year', '-', 'month', '-', 'day']);
});
