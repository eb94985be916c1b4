/**
 * A day while it is typed, part by part: what of it is there, and the day once it is whole.
 *
 * Parts are kept in the digits 0 to 9; only what is shown is in the figures of the language. Nothing here knows of
 * fields or of the focus.
 */
export type Part = 'day' | 'month' | 'year';

/** A part, or what is written between two of them. */
export type Piece = { part: Part; sign?: never } | { part?: never; sign: string };

export const LENGTHS: Readonly<Record<Part, number>> = { day: 2, month: 2, year: 4 };
export const MOST: Readonly<Record<Part, number>> = { day: 31, month: 12, year: 9999 };
/** Before it there are only years that are still being typed. */
export const FIRST_YEAR = 1000;
/** What "26" stands for: a shop's days are of this century. */
const CENTURY = '20';
/** The zeros of Arabic, Persian and Hindi; their other figures follow them. */
const ZEROS = [0x0660, 0x06f0, 0x0966];
/** In a calendar, the day that the arrows start from. */
export const CHOSEN_DAY = '[data-bits-day][tabindex="0"]';
/** A leap year, for a day whose year is not there yet. */
const ANY_YEAR = 2000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

export class DayEntry {
  day = $state('');
  month = $state('');
  year = $state('');

  readonly isEmpty = $derived(this.day + this.month + this.year === '');
  readonly isFilled = $derived(
    this.day.length === LENGTHS.day && this.month.length === LENGTHS.month && this.year.length === LENGTHS.year,
  );
  /** "2026-03-01"; empty as long as there is no such day. */
  readonly iso = $derived(this.isFilled && this.#isReal() ? `${this.year}-${this.month}-${this.day}` : '');

  show(iso: string): void {
    [this.year, this.month, this.day] = (ISO.exec(iso)?.slice(1, 4) as [string, string, string] | undefined) ?? [
      '',
      '',
      '',
    ];
  }

  /** Takes what stands in the field of a part. */
  set(part: Part, text: string): void {
    this[part] = digitsOf(text).slice(0, LENGTHS[part]);
  }

  /** Whether nothing can be added to a part. A figure that no second one can follow is all of it. */
  complete(part: Part): boolean {
    if (part !== 'year' && this[part].length === 1 && Number(this[part]) * 10 > MOST[part]) this.leave(part);
    return this[part].length === LENGTHS[part] && Number(this[part]) > 0;
  }

  /** Completes what is usually written shorter. */
  leave(part: Part): void {
    if (part === 'year') {
      if (this.year.length === 2) this.year = CENTURY + this.year;
    } else if (/^[1-9]$/.test(this[part])) this[part] = `0${this[part]}`;
  }

  /** One more or one less. An empty part begins with that of `today`. */
  step(part: Part, by: 1 | -1, today: string): void {
    const first = new DayEntry();
    first.show(today);
    const most = part === 'day' ? this.#lastDay() : MOST[part];
    const next = this[part] === '' ? Number(first[part]) : ((Number(this[part]) - 1 + by + most) % most) + 1;
    this[part] = String(next).padStart(LENGTHS[part], '0');
    if (Number(this.day) > this.#lastDay()) this.day = String(this.#lastDay());
  }

  #isReal(): boolean {
    const [day, month] = [Number(this.day), Number(this.month)];
    return Number(this.year) >= FIRST_YEAR && month >= 1 && month <= MOST.month && day >= 1 && day <= this.#lastDay();
  }

  #lastDay(): number {
    if (this.month === '') return MOST.day;
    return new Date(Date.UTC(Number(this.year) || ANY_YEAR, Number(this.month), 0)).getUTCDate();
  }
}

/** The parts of a day in the order of a language, with what it writes between them. */
export function piecesOf(tongue: string): Piece[] {
  const sample = new Intl.DateTimeFormat(gregorian(tongue), { day: '2-digit', month: '2-digit', year: 'numeric' });
  return sample.formatToParts(0).flatMap(({ type, value }): Piece[] => {
    if (type === 'day' || type === 'month' || type === 'year') return [{ part: type }];
    // The marks of direction are for a running text; here every piece has its own place.
    return type === 'literal' ? [{ sign: value.replace(/\p{Cf}/gu, '') }] : [];
  });
}

/** The core counts days by the Gregorian calendar, whatever the shop's country does. */
export function gregorian(tongue: string): string {
  return new Intl.Locale(tongue, { calendar: 'gregory' }).toString();
}

/** Digits in the figures of a language. */
export function figures(digits: string, tongue: string): string {
  const format = new Intl.NumberFormat(tongue);
  return digits.replace(/\d/g, (digit) => format.format(Number(digit)));
}

/** What of a text is digits, in whatever figures the keyboard types them. */
export function digitsOf(text: string): string {
  return [...text]
    .map((character) => {
      const zero = ZEROS.find((code) => character.charCodeAt(0) >= code && character.charCodeAt(0) < code + 10);
      return zero === undefined ? character : String(character.charCodeAt(0) - zero);
    })
    .filter((character) => /^\d$/.test(character))
    .join('');
}

/** The date by the shop's clock, as far as this machine's is right. */
export function todayIn(timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).formatToParts();
  const part = (wanted: Part): string => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
