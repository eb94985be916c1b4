/**
 * Tells a barcode scanner from a person by rhythm alone: a scanner types like a keyboard, only faster.
 *
 * Fed with keys and the time at which each was pressed (`event.timeStamp`: by the time of handling, a busy page would
 * lose scans). It knows nothing of the page; `keyboard.ts` acts on what it says.
 */

/** Shorter codes do not exist on goods; shorter bursts are people. */
export const FEWEST_CHARACTERS = 6;
export const LONGEST_GAP_MS = 100;
export const LONGEST_AVERAGE_GAP_MS = 50;
/** A gap from which on a leading key may have been a person's, if it also stands out from the scanner's own rhythm. */
const HUMAN_GAP_MS = 30;
const STANDS_OUT = 4;
/** Longer than any code a wedge sends; what comes after is not kept. */
const MOST_CHARACTERS = 128;

export type Verdict =
  /** A character at this place of the running burst; 0 begins a new one. */
  | { kind: 'character'; place: number }
  /** A scan ended. Its code began at this place of the burst: what stands before it was typed by a person. */
  | { kind: 'scan'; code: string; from: number }
  /** Not part of any burst. */
  | { kind: 'other' };

const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'CapsLock', 'AltGraph', 'Control', 'NumLock', 'Dead']);

export class ScanRecogniser {
  #characters: string[] = [];
  #times: number[] = [];

  feed(key: string, at: number): Verdict {
    if (MODIFIERS.has(key)) return { kind: 'other' };
    if (key.length === 1) return { kind: 'character', place: this.#append(key, at) };
    const ended = key === 'Enter' || key === 'Tab' ? this.#end(at) : null;
    this.reset();
    return ended ?? { kind: 'other' };
  }

  reset(): void {
    this.#characters = [];
    this.#times = [];
  }

  #append(character: string, at: number): number {
    const last = this.#times.at(-1);
    if (last === undefined || at - last > LONGEST_GAP_MS || this.#times.length >= MOST_CHARACTERS) this.reset();
    this.#characters.push(character);
    this.#times.push(at);
    return this.#characters.length - 1;
  }

  #end(at: number): Verdict | null {
    const last = this.#times.at(-1);
    if (last === undefined || at - last > LONGEST_GAP_MS) return null;
    const from = this.#codeBegins();
    const code = this.#characters.slice(from).join('');
    if (code.length < FEWEST_CHARACTERS) return null;
    const average = (last - this.#times[from]!) / (code.length - 1);
    return average <= LONGEST_AVERAGE_GAP_MS ? { kind: 'scan', code, from } : null;
  }

  /** Skips keys that a person pressed less than a gap before the scanner began. */
  #codeBegins(): number {
    if (hasValidCheckDigit(this.#characters.join(''))) return 0;
    const gaps = this.#times.slice(1).map((time, index) => time - this.#times[index]!);
    let from = 0;
    while (this.#characters.length - from > FEWEST_CHARACTERS) {
      const rhythm = median(gaps.slice(from + 1));
      if (gaps[from]! <= Math.max(HUMAN_GAP_MS, STANDS_OUT * rhythm)) break;
      from += 1;
    }
    return from;
  }
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Whether these are the digits of a GTIN-8, -12, -13 or -14. Source: GS1 General Specifications 7.9. */
export function hasValidCheckDigit(code: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const sum = [...code].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
