/** Where the desk is, kept in the address after the "#", so that going back and reloading work as in any program. */

export class Router {
  /** The parts of the path: `#/orders/0198…` is `['orders', '0198…']`. */
  segments = $state.raw<readonly string[]>(read());

  constructor() {
    window.addEventListener('hashchange', () => (this.segments = read()));
  }

  get page(): string {
    return this.segments[0] ?? 'sell';
  }

  /** `go('orders', id)`; the query of a page is its own affair. */
  go(...segments: string[]): void {
    const path = href(...segments);
    if (location.hash === path) return;
    location.hash = path;
    this.segments = read();
  }

  /** The same place under another address, without a step to go back to. */
  replace(...segments: string[]): void {
    history.replaceState(null, '', href(...segments));
    this.segments = read();
  }
}

/** The address of a page, for a link. */
export function href(...segments: string[]): string {
  return `#/${segments.map(encodeURIComponent).join('/')}`;
}

function read(): string[] {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}
