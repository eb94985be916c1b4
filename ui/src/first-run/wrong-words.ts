/** What is wrong with an answer, in words. */
import { m } from '../paraglide/messages.js';
import type { Wrong } from './wizard.svelte';

const WORDS: Readonly<Record<NonNullable<Wrong[keyof Wrong]>, () => string>> = {
  needed: m.required,
  rate: m.settings_first_rate_rule,
  username: m.username_rule,
  short: m.password_short,
};

export function wrongWord(wrong: Wrong[keyof Wrong]): string | null {
  return wrong ? WORDS[wrong]() : null;
}
