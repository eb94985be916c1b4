/**
 * This machine's own copy of the ticket, written before anything else happens with an edit.
 *
 * The core has a copy too; `recovered` says which of them is the one to go on with.
 */
import type { Basket } from '../api/types';
import type { DurableCopy } from './durable-copy';
import { completed, fromBasket, newTicket, type Ticket } from './ticket';

export interface WaitingScan {
  code: string;
  factor: string;
}

export interface Entry {
  ticket: Ticket;
  /** Scans that are not in the ticket yet, because their product is still being looked up. */
  scans: WaitingScan[];
}

/** Grows with every write, so that of two copies the newer is known. */
type Numbered = Entry & { sequence: number };

const KEY = 'vayupos.basket.v1';

export class Journal {
  #sequence = 0;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
    private readonly durable: Pick<DurableCopy, 'read' | 'write'> | null = null,
  ) {}

  /** The copy that is at hand at once. */
  read(): Entry | null {
    const text = this.storage.getItem(KEY);
    if (text === null) return null;
    try {
      return this.#taken(JSON.parse(text), 0);
    } catch {
      // A half-written entry: the other copies are left.
      return null;
    }
  }

  /** The copy on the disk, if it is newer than the one read or written before: the browser was killed. */
  async readNewer(): Promise<Entry | null> {
    return this.#taken(await this.durable?.read(), this.#sequence);
  }

  /** False when this machine cannot keep it (storage full or forbidden): the core's copy is then the only one. */
  write(entry: Entry): boolean {
    this.#sequence = Math.max(this.#sequence + 1, Date.now());
    const text = JSON.stringify({ ...entry, sequence: this.#sequence });
    this.durable?.write(JSON.parse(text));
    try {
      this.storage.setItem(KEY, text);
      return true;
    } catch {
      return false;
    }
  }

  #taken(found: unknown, newerThan: number): Entry | null {
    if (!isEntry(found) || found.sequence <= newerThan) return null;
    this.#sequence = Math.max(this.#sequence, found.sequence);
    return { ticket: completed(found.ticket), scans: found.scans };
  }
}

function isEntry(found: unknown): found is Numbered {
  const entry = found as Partial<Numbered> | null | undefined;
  return (
    typeof entry?.sequence === 'number' &&
    typeof entry.ticket?.id === 'string' &&
    Array.isArray(entry.ticket.lines) &&
    Array.isArray(entry.scans)
  );
}

/** The ticket to go on with: the newer copy of this machine's own, or else the newest one left open on this till. */
export function recovered(own: Ticket | null, stored: readonly Basket[]): Ticket {
  const ownStored = stored.find((basket) => basket.id === own?.id);
  const newest = ownStored && own && ownStored.revision > own.revision ? fromBasket(ownStored) : own;
  if (newest && newest.lines.length > 0) return newest;
  const leftOpen = stored.find((basket) => basket.id !== own?.id && basket.items.length > 0);
  return leftOpen ? fromBasket(leftOpen) : (newest ?? newTicket());
}
