/** What the keys do on a day of a calendar, before the calendar's own keys see them. */
import { getTextDirection } from '../paraglide/runtime.js';

const TURNED: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/**
 * Chooses a day. The calendar would tell screen readers in English what was chosen; whoever shows it says it in the
 * desk's language.
 */
export function chooseDay(event: Event, choose: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  choose();
}

export function pressOnDay(event: KeyboardEvent, isClosed: boolean, choose: () => void): void {
  if (event.key === 'Enter' || event.key === ' ') {
    if (isClosed) event.stopPropagation();
    else chooseDay(event, choose);
  }
  // The calendar's arrows know of no direction: from right to left, the next day is at the left.
  const turned = TURNED[event.key];
  if (turned === undefined || getTextDirection() === 'ltr' || !event.isTrusted) return;
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget?.dispatchEvent(new KeyboardEvent('keydown', { key: turned, bubbles: true, cancelable: true }));
}
