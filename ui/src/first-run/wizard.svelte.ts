/**
 * The first run, step by step: where it is and what was typed so far. Both are kept, so that it goes on where a reload
 * or a power cut broke it off. The password is not: it is asked for on the last step, and never leaves the memory.
 */
import { store, stored } from '../lib/stored';
import { uuidv7 } from '../lib/uuid';
import type { ShopDraft } from '../session/shop-draft';
import { likelyCurrency, ownTimeZone } from './choices';

export const STEPS = ['shop', 'data', 'tax', 'owner'] as const;
export type Step = (typeof STEPS)[number];

export interface Answers {
  name: string;
  currency: string;
  time_zone: string;
  tax: 'none' | 'included' | 'added';
  tax_name: string;
  tax_rate: string;
  full_name: string;
  username: string;
}

/** Which answers of a step cannot be taken as they are. */
export type Wrong = Partial<Record<keyof Answers | 'password', 'needed' | 'rate' | 'username' | 'short'>>;

interface Kept {
  step?: string;
  answers?: Partial<Answers>;
  taxId?: string;
}

const KEY = 'vayupos.first-run';
const SHORTEST_PASSWORD = 8;

export class Wizard {
  /** Null: the choice between a shop of one's own and the demo shop. */
  step = $state<Step | null>(null);
  answers: Answers = $state(noAnswers());
  readonly taxId: string;
  /** The step was to be left with something wrong on it. */
  wasTried = $state(false);

  constructor(private readonly storage: Storage) {
    const kept = stored<Kept>(KEY, {}, storage);
    this.step = STEPS.find((step) => step === kept.step) ?? null;
    this.answers = { ...noAnswers(), ...kept.answers };
    this.taxId = kept.taxId ?? uuidv7();
    $effect.root(() => {
      $effect(() => this.#keep());
    });
  }

  get wrong(): Wrong {
    return this.step ? wrongAnswers(this.step, this.answers, '') : {};
  }

  begin(): void {
    this.#goTo('shop');
  }

  /** Goes on unless something on this step is wrong. */
  next(): void {
    const place = STEPS.indexOf(this.step as Step);
    this.wasTried = Object.keys(this.wrong).length > 0;
    const next = STEPS[place + 1];
    if (!this.wasTried && next) this.#goTo(next);
  }

  back(): void {
    this.#goTo(STEPS[STEPS.indexOf(this.step as Step) - 1] ?? null);
  }

  forget(): void {
    this.storage.removeItem(KEY);
  }

  #goTo(step: Step | null): void {
    this.wasTried = false;
    this.step = step;
  }

  #keep(): void {
    store(KEY, { step: this.step, answers: this.answers, taxId: this.taxId }, this.storage);
  }
}

export function wrongAnswers(step: Step, answers: Answers, password: string): Wrong {
  const wrong: Wrong = {};
  if (step === 'shop' && answers.name.trim() === '') wrong.name = 'needed';
  if (step === 'tax' && answers.tax !== 'none') {
    if (answers.tax_name.trim() === '') wrong.tax_name = 'needed';
    if (!isRate(answers.tax_rate)) wrong.tax_rate = 'rate';
  }
  if (step === 'owner') {
    if (answers.full_name.trim() === '') wrong.full_name = 'needed';
    if (!/^[\w.-]{3,}$/.test(answers.username.trim())) wrong.username = 'username';
    if (password.length < SHORTEST_PASSWORD) wrong.password = 'short';
  }
  return wrong;
}

export function asDraft(answers: Answers, taxId: string): ShopDraft {
  const { name, currency, time_zone, tax } = answers;
  const shop = { name: name.trim(), currency, time_zone, prices_include_tax: tax === 'included' };
  if (tax === 'none') return shop;
  const rate = comma(answers.tax_rate);
  return { ...shop, tax: { id: taxId, name: answers.tax_name.trim(), rate, included: tax === 'included' } };
}

function noAnswers(): Answers {
  return {
    name: '',
    currency: likelyCurrency(),
    time_zone: ownTimeZone(),
    tax: 'none',
    tax_name: '',
    tax_rate: '',
    full_name: '',
    username: '',
  };
}

function isRate(text: string): boolean {
  return /^\d{1,2}(\.\d{1,4})?$/.test(comma(text));
}

function comma(text: string): string {
  return text.trim().replace(',', '.');
}
