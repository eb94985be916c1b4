/** The languages of the desk, each under its own name. */
import { locales } from '../paraglide/runtime.js';

export function languageChoices(): { value: string; label: string }[] {
  return locales.map((locale) => ({
    value: locale,
    label: new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale,
  }));
}
