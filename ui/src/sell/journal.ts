/**
 * This machine's own copy of the ticket, written before anything else happens with an edit.
 *
 * The core has a copy too; `recovered` says which of them is the one to go on with.
 */
import type { Basket } from '../api/types';
import { fromBasket, newTicket, type Ticket } from './ticket';

export interface WaitingScan {
  code: string;
  factor: string;
}

export interface Entry {
  ticket: Ticket;
  /** Scans that no product was found for yet, because the database was away. */
  scans: WaitingScan[];
}

const KEY = 'vayupos.basket.v1';

export class Journal {
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {}

  read(): Entry | null {
    const text = this.storage.getItem(KEY);
    if (text === null) return null;
    try {
      const entry = JSON.parse(text) as Entry;
      return isEntry(entry) ? entry : null;
    } catch {
      // A half-written entry: the core's copy is the one left.
      return null;
    }
  }

  /** False when this machine cannot keep it (storage full or forbidden): the core's copy is then the only one. */
  write(entry: Entry): boolean {
    try {
      this.storage.setItem(KEY, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }
}

function isEntry(entry: Partial<Entry> | null): entry is Entry {
  return typeof entry?.ticket?.id === 'string' && Array.isArray(entry.ticket.lines) && Array.isArray(entry.scans);
}

/** The ticket to go on with: the newer copy of this machine's own, or else the newest one left open on this till. */
export function recovered(own: Ticket | null, stored: readonly Basket[]): Ticket {
  const ownStored = stored.find((basket) => basket.id === own?.id);
  const newest = ownStored && own && ownStored.revision > own.revision ? fromBasket(ownStored) : own;
  if (newest && newest.lines.length > 0) return newest;
  const leftOpen = stored.find((basket) => basket.id !== own?.id && basket.items.length > 0);
  return leftOpen ? fromBasket(leftOpen) : (newest ?? newTicket());
}
