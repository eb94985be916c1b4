/** How the desk looks on this machine: theme, text size, and what fills the Sell screen. */
import { store, stored } from './stored';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export const TEXT_SIZES = ['100', '110', '125', '150'] as const;
/** Goods to tap beside the ticket, or the ticket alone where everything is scanned. */
export const LAYOUTS = ['tiles', 'scan'] as const;
export type Layout = (typeof LAYOUTS)[number];
export type Theme = (typeof THEMES)[number];
export type TextSize = (typeof TEXT_SIZES)[number];

const KEY = 'vayupos.appearance';

export class Appearance {
  theme = $state<Theme>('system');
  textSize = $state<TextSize>('100');
  layout = $state<Layout>('tiles');

  constructor() {
    const kept = stored<{ theme?: string; textSize?: string; layout?: string }>(KEY, {});
    this.theme = THEMES.find((theme) => theme === kept.theme) ?? 'system';
    this.textSize = TEXT_SIZES.find((size) => size === kept.textSize) ?? '100';
    this.layout = LAYOUTS.find((layout) => layout === kept.layout) ?? 'tiles';
    this.#apply();
    for (const query of [DARK, CONTRAST]) query.addEventListener('change', () => this.#apply());
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#keep();
  }

  setTextSize(size: TextSize): void {
    this.textSize = size;
    this.#keep();
  }

  setLayout(layout: Layout): void {
    this.layout = layout;
    this.#keep();
  }

  #keep(): void {
    this.#apply();
    store(KEY, { theme: this.theme, textSize: this.textSize, layout: this.layout });
  }

  #apply(): void {
    const root = document.documentElement;
    root.dataset['theme'] = this.theme === 'system' ? fromSystem() : this.theme;
    root.style.fontSize = `${this.textSize}%`;
  }
}

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');

function fromSystem(): Theme {
  if (CONTRAST.matches) return 'contrast';
  return DARK.matches ? 'dark' : 'light';
}
