/** Short messages at the foot of the desk. Whatever must not be missed stays there. */

export interface Notice {
  id: number;
  kind: 'plain' | 'warn' | 'danger';
  text: string;
  action: { label: string; run: () => void } | null;
}

const MOST = 3;
const SHOWN_MS = 7_000;

export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 1;

  show(text: string, action: Notice['action'] = null): void {
    this.#add('plain', text, action, SHOWN_MS);
  }

  warn(text: string, action: Notice['action'] = null): void {
    this.#add('warn', text, action, SHOWN_MS * 2);
  }

  /** Good news that somebody waits for, perhaps at the other end of the shop: stays until the desk is worked with. */
  stay(text: string, action: Notice['action'] = null): void {
    this.#add('plain', text, action, null);
  }

  /** Stays until it is dismissed, at the longest until the next sale begins. */
  alert(text: string, action: Notice['action'] = null): void {
    this.#add('danger', text, action, null);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** Leaves only what must not be missed. */
  clearPassing(): void {
    this.list = this.list.filter((notice) => notice.kind === 'danger');
  }

  clear(): void {
    this.list = [];
  }

  #add(kind: Notice['kind'], text: string, action: Notice['action'], shown_ms: number | null): void {
    const id = this.#next++;
    const others = this.list.filter((notice) => notice.text !== text);
    this.list = [...others, { id, kind, text, action }].slice(-MOST);
    if (shown_ms !== null) setTimeout(() => this.dismiss(id), shown_ms);
  }
}
