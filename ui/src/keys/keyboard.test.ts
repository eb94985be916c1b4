// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keyboard, type KeyboardTarget } from './keyboard';

let scanned: string[];
let typed: string;
let pressed: string[];
let detach: () => void;
let clock: number;

const desk: KeyboardTarget = {
  isListening: () => true,
  scan: (code) => void scanned.push(code),
  type: (text) => void (typed += text),
  remember: () => {
    const before = typed;
    return () => void (typed = before);
  },
  press: (event) => {
    pressed.push(event.key);
    return false;
  },
};

/** Presses a key as a browser does: what nobody prevents goes into the field. */
function press(key: string, after_ms: number, target: HTMLElement = document.body): boolean {
  clock += after_ms;
  vi.advanceTimersByTime(after_ms);
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: clock });
  target.dispatchEvent(event);
  if (!event.defaultPrevented && target instanceof HTMLInputElement && key.length === 1) {
    const at = target.selectionStart ?? target.value.length;
    target.setRangeText(key, at, target.selectionEnd ?? at, 'end');
    target.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return !event.defaultPrevented;
}

function scan(code: string, target?: HTMLElement): boolean {
  [...code].forEach((character) => press(character, 5, target));
  return press('Enter', 5, target);
}

function field(): HTMLInputElement {
  const input = document.createElement('input');
  document.body.append(input);
  return input;
}

beforeEach(() => {
  vi.useFakeTimers();
  scanned = [];
  typed = '';
  pressed = [];
  clock = 1000;
  detach = new Keyboard(desk).attach(window);
});

afterEach(() => {
  detach();
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe('a scan', () => {
  it('never reaches the page, nor the button that has the focus', () => {
    const button = document.createElement('button');
    document.body.append(button);
    expect(scan('4006381333931', button)).toBe(false);
    expect(scanned).toEqual(['4006381333931']);
    vi.advanceTimersByTime(1000);
    expect(typed).toBe('');
    expect(pressed).toEqual([]);
  });

  it('gives a field back what it typed over, selection and all', () => {
    const input = field();
    input.value = 'whole milk';
    input.setSelectionRange(6, 10);
    scan('4006381333931', input);
    expect(scanned).toEqual(['4006381333931']);
    expect(input.value).toBe('whole milk');
    expect([input.selectionStart, input.selectionEnd]).toEqual([6, 10]);
  });

  it('takes back text that was let through when the page was slow', () => {
    [...'400638133393'].forEach((character) => press(character, 5));
    vi.advanceTimersByTime(500);
    expect(typed).toBe('400638133393');
    press('1', 5);
    press('Enter', 5);
    expect(scanned).toEqual(['4006381333931']);
    expect(typed).toBe('');
  });

  it('leaves the "3*" that a person typed just before it', () => {
    press('3', 500);
    press('*', 80);
    clock += 75;
    scan('4006381333931');
    expect(typed).toBe('3*');
    expect(scanned).toEqual(['4006381333931']);
  });

  it('among two thousand, mixed with typing in a field and beside it, is never lost or left behind', () => {
    const input = field();
    const random = generator(11);
    const expected: string[] = [];
    let inField = '';
    let outside = '';
    for (let count = 0; count < 2000; count += 1) {
      const isInField = random() < 0.5;
      const words = Math.floor(random() * 4);
      for (let key = 0; key < words; key += 1) {
        const character = 'abcdefghij'[Math.floor(random() * 10)]!;
        press(character, 120 + random() * 100, isInField ? input : undefined);
        if (isInField) inField += character;
        else outside += character;
      }
      const code = String(Math.floor(100_000_000 + random() * 899_999_999));
      // The scanner may begin while the finger is still on its last key.
      clock += 45 + random() * 200;
      scan(code, isInField ? input : undefined);
      expected.push(code);
      vi.advanceTimersByTime(30);
      clock += 30;
    }
    vi.advanceTimersByTime(1000);
    expect(scanned).toEqual(expected);
    expect(input.value).toBe(inField);
    expect(typed).toBe(outside);
  });
});

describe('a person', () => {
  it('is heard where no field has the focus, a moment later', () => {
    press('m', 200);
    expect(typed).toBe('');
    press('i', 90);
    vi.advanceTimersByTime(110);
    expect(typed).toBe('mi');
  });

  it('who presses a key at the end is heard before it', () => {
    press('4', 200);
    press('5', 5);
    press('Enter', 5);
    expect(typed).toBe('45');
    expect(pressed).toEqual(['Enter']);
  });

  it('may hold a key down, or press the space bar on a button', () => {
    const button = document.createElement('button');
    document.body.append(button);
    expect(press(' ', 200, button)).toBe(true);
    press('+', 200);
    vi.advanceTimersByTime(50);
    expect(typed).toBe('+');
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
