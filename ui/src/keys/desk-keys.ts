/** What keys and scans mean at the desk, by where one stands and what lies over the page. */
import type { Desk } from '../desk.svelte';
import { entryKey, type EntryKey } from '../lib/decimal-entry';
import { factorIn } from '../lib/factor';
import { alarm } from '../lib/sound';
import type { KeyboardTarget } from './keyboard';
import { combo, shortcutFor } from './shortcuts';

export class DeskKeys implements KeyboardTarget {
  constructor(private readonly desk: Desk) {}

  isListening(): boolean {
    const { session } = this.desk;
    return session.stage === 'open' || session.isLocked;
  }

  press(event: KeyboardEvent): boolean {
    const { desk } = this;
    const keys = combo(event);
    const shortcut = shortcutFor(keys, desk.place);
    const isAllowed = shortcut && !desk.isCovered && (!shortcut.permission || desk.may(shortcut.permission));
    if (!isAllowed || isElsewhere(event, keys)) return isBrowsers(keys) && !isGrids(event, keys);
    desk.run(shortcut.id);
    return true;
  }

  type(text: string): void {
    const { desk } = this;
    if (desk.session.isLocked) return desk.lockEntry?.(text);
    if (desk.isCovered) return;
    if (desk.place === 'sell') this.#typeOnSell(text);
    else if (desk.place === 'pay') typeOnPad(text, (key) => desk.payment.press(key));
  }

  remember(): () => void {
    const { numpad, catalogue, payment } = this.desk;
    const { entry } = numpad;
    const { query } = catalogue;
    const given = payment.entry;
    return () => {
      numpad.entry = entry;
      payment.entry = given;
      if (catalogue.query !== query) catalogue.type(query);
    };
  }

  scan(code: string): void {
    const { desk } = this;
    const typed = /^(\d{1,3})\*(.{6,})$/.exec(code);
    // Behind the lock there is no till to ring it up at, and a code is no PIN.
    if (desk.session.isLocked) return alarm();
    const factor = typed?.[1] ?? this.takeFactor() ?? '1';
    if (desk.place === 'office' && desk.officeScan?.(code)) return;
    if (!desk.may('sell')) return;
    if (desk.step === 'change') desk.newSale();
    else if (desk.step === 'pay' && !desk.payment.isBusy) desk.backToSell();
    if (desk.place === 'office') desk.place = desk.step;
    desk.scans.add(typed?.[2] ?? code, factor);
  }

  /** "3*" in the search field: what comes next is three. */
  takeFactor(): string | null {
    const factor = factorIn(this.desk.catalogue.query);
    if (factor !== null) this.desk.endSearch();
    return factor;
  }

  #typeOnSell(text: string): void {
    const { desk } = this;
    if (desk.numpad.isOpen) return typeOnPad(text, (key) => desk.numpad.press(key));
    if (/^[+-]+$/.test(text)) {
      for (const sign of text) desk.run(sign === '+' ? 'one_more' : 'one_less');
      return;
    }
    desk.catalogue.type(desk.catalogue.query + text);
    desk.searchField?.focus();
  }
}

function typeOnPad(text: string, press: (key: EntryKey) => void): void {
  for (const character of text) {
    const key = entryKey(character);
    if (key) press(key);
  }
}

/** What a browser does with these, such as loading the page anew, has no place at a till. */
function isBrowsers(keys: string): boolean {
  return /^(F([1-9]|10|12)|Ctrl\+[KL])$/.test(keys);
}

/** F2 writes in a cell, as in any table. */
function isGrids(event: KeyboardEvent, keys: string): boolean {
  return keys === 'F2' && event.target instanceof Element && event.target.closest('[role=grid]') !== null;
}

/** Keys that the focused control has its own use for. */
function isElsewhere(event: KeyboardEvent, keys: string): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest('[role=menu], [role=dialog], [role=listbox], select')) return true;
  if (keys === 'Enter' || keys === ' ') return target.matches('input, textarea, :is(button, a):focus-visible');
  const movesCursor = /^(Arrow|Delete|Backspace|Home|End)/.test(keys);
  return movesCursor && target.matches('input, textarea, [role=radio]');
}
