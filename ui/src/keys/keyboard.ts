/**
 * All key presses of the desk, before anything on the page sees them: scans first, then shortcuts, then typed text.
 *
 * Characters typed where no field has the focus are held for the moment in which they could still turn out to be a scan.
 */
import { LONGEST_GAP_MS, ScanRecogniser } from './scan-recogniser';

export interface KeyboardTarget {
  /** Whether the desk listens at all: nobody scans a product on the sign-in screen. */
  isListening(): boolean;
  scan(code: string): void;
  /** A person typed this while no field had the focus. */
  type(text: string): void;
  /** The state that `type` changes, as a function that brings it back. */
  remember(): () => void;
  /** Whether the key press was a shortcut. */
  press(event: KeyboardEvent): boolean;
}

/** Long enough for the slowest scanner to send its next character. */
const HOLD_MS = LONGEST_GAP_MS + 10;
/** Codes hardly ever begin with a sign, and a person who presses + wants to see it now. */
const HOLD_SIGN_MS = 50;
/** GS1's separator, as scanners send it from a keyboard that has no such key. */
const GROUP_SEPARATOR = '\u001d';

interface Typed {
  target: EventTarget | null;
  restore: () => void;
}

export class Keyboard {
  readonly #recogniser = new ScanRecogniser();
  /** By place in the running burst: what each character typed over. */
  #typed: Typed[] = [];
  #held = '';
  #heldFrom = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Sees every key before anybody else; answers whether it keeps it. For pages about the keys themselves. */
  witness: ((event: KeyboardEvent) => boolean) | null = null;

  constructor(private readonly desk: KeyboardTarget) {}

  attach(window: Window): () => void {
    const listen = (event: KeyboardEvent): void => this.#down(event);
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }

  #down(event: KeyboardEvent): void {
    if (!this.desk.isListening() || event.isComposing) return;
    if (this.witness?.(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const key = keyOf(event);
    const verdict = this.#recogniser.feed(key, event.timeStamp);
    if (verdict.kind === 'scan') {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#scanned(verdict.code, verdict.from);
    } else if (verdict.kind === 'character') {
      this.#character(event, key, verdict.place);
    } else {
      this.#release();
      if (this.desk.press(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }
  }

  #character(event: KeyboardEvent, key: string, place: number): void {
    if (place === 0) {
      this.#release();
      this.#typed = [];
    }
    const { target } = event;
    if (isField(target)) {
      this.#typed[place] = { target, restore: rememberField(target) };
      return;
    }
    this.#typed[place] = { target: null, restore: this.desk.remember() };
    if (typesAhead(target) || (key === ' ' && place === 0 && isButton(target))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#held === '') this.#heldFrom = place;
    this.#held += key;
    clearTimeout(this.#timer);
    if (event.repeat) this.#release();
    else this.#timer = setTimeout(() => this.#release(), isSign(this.#held) ? HOLD_SIGN_MS : HOLD_MS);
  }

  /** Not a scan after all: the desk gets what was held. */
  #release(): void {
    clearTimeout(this.#timer);
    const text = this.#held;
    this.#held = '';
    if (text !== '') this.desk.type(text);
  }

  #scanned(code: string, from: number): void {
    const byPerson = this.#held === '' ? '' : this.#held.slice(0, Math.max(0, from - this.#heldFrom));
    const firstHeld = this.#held === '' ? Infinity : this.#heldFrom;
    this.#held = '';
    this.#release();
    // The earliest of each target is what stood there before the scan.
    const restores = new Map<EventTarget | null, () => void>();
    for (let place = this.#typed.length - 1; place >= from; place -= 1) {
      const typed = this.#typed[place];
      if (typed && place < firstHeld) restores.set(typed.target, typed.restore);
    }
    for (const restore of restores.values()) restore();
    this.#typed = [];
    if (byPerson !== '') this.desk.type(byPerson);
    this.desk.scan(code);
  }
}

function keyOf(event: KeyboardEvent): string {
  if (event.ctrlKey && !event.altKey && event.key === ']') return GROUP_SEPARATOR;
  const isCommand = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
  return isCommand && event.key.length === 1 ? 'Command' : event.key;
}

function isSign(text: string): boolean {
  return text === '+' || text === '-';
}

const FIELDS = 'input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea';

type Field = HTMLInputElement | HTMLTextAreaElement;

export function isField(target: EventTarget | null): target is Field {
  return target instanceof Element && target.matches(FIELDS);
}

/** Menus and lists jump to what is typed. */
function typesAhead(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('select, [role=menu], [role=listbox]') !== null;
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, [role=button], a, summary') !== null;
}

function rememberField(field: Field): () => void {
  const { value, selectionStart, selectionEnd } = field;
  return () => {
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
  };
}
