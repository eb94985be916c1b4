/** Keys that were changed on this machine. The keys as they come are in `shortcuts.ts`. */
import type { CommandId } from './shortcuts';

const KEY = 'vayupos.keys';

type Own = Readonly<Partial<Record<CommandId, string>>>;

class Bindings {
  own = $state.raw<Own>(read());

  /** An empty text leaves the command without a key. */
  set(id: CommandId, keys: string): void {
    this.#keep({ ...this.own, [id]: keys });
  }

  reset(): void {
    this.#keep({});
  }

  #keep(own: Own): void {
    this.own = own;
    try {
      localStorage.setItem(KEY, JSON.stringify(own));
    } catch {
      // They hold until the desk is closed.
    }
  }
}

function read(): Own {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const entries = Object.entries((found ?? {}) as object).filter(([, keys]) => typeof keys === 'string');
    return Object.fromEntries(entries) as Own;
  } catch {
    return {};
  }
}

export const bindings = new Bindings();
