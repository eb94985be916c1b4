/**
 * A decimal that is typed key by key, on the screen or on a keyboard.
 *
 * It keeps text, never a number: what was typed is what is sent.
 */
export type EntryKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '.' | 'back';

const LONGEST = 9;

export class DecimalEntry {
  constructor(
    readonly text: string = '',
    private readonly decimals: number = 0,
  ) {}

  /** The entry after one more key. A key that cannot follow leaves it as it is. */
  press(key: EntryKey): DecimalEntry {
    if (key === 'back') return this.with(this.text.slice(0, -1));
    if (key === '.') {
      if (this.decimals === 0 || this.text.includes('.')) return this;
      return this.with(this.text === '' ? '0.' : `${this.text}.`);
    }
    const [whole = '', fraction] = this.text.split('.');
    if (fraction !== undefined && fraction.length >= this.decimals) return this;
    if (fraction === undefined && whole.length >= LONGEST) return this;
    return this.with(this.text === '0' ? key : this.text + key);
  }

  /** The decimal as the wire wants it, or null when nothing usable stands here. */
  get value(): string | null {
    if (!/^\d+(\.\d*)?$/.test(this.text)) return null;
    const [whole = '0', fraction = ''] = this.text.split('.');
    const digits = fraction.replace(/0+$/, '');
    return whole.replace(/^0+(?=\d)/, '') + (digits === '' ? '' : `.${digits}`);
  }

  /** The same with exactly this many decimals, as money is written. */
  fixed(digits: number): string | null {
    const value = this.value;
    if (value === null) return null;
    const [whole, fraction = ''] = value.split('.');
    return digits === 0 ? whole! : `${whole}.${fraction.padEnd(digits, '0')}`;
  }

  private with(text: string): DecimalEntry {
    return new DecimalEntry(text, this.decimals);
  }
}

/** The key that a typed character stands for, if any. Some keyboards' number blocks type a comma. */
export function entryKey(character: string): EntryKey | null {
  if (/^\d$/.test(character)) return character as EntryKey;
  return character === '.' || character === ',' ? '.' : null;
}
