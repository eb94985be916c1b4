/** What was taken for a ticket but not yet sent: a card that was charged must outlive a power cut. */
import type { Id, NewPayment } from '../api/types';

export interface KeptTenders {
  read(ticketId: Id): readonly NewPayment[];
  keep(ticketId: Id, tenders: readonly NewPayment[]): void;
}

const KEY = 'vayupos.tenders';

/** In this browser, for one ticket: another ticket's parts are nobody's business any more. */
export class StoredTenders implements KeptTenders {
  read(ticketId: Id): readonly NewPayment[] {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as { ticket: Id; tenders: NewPayment[] } | null;
      return kept?.ticket === ticketId && Array.isArray(kept.tenders) ? kept.tenders : [];
    } catch {
      return [];
    }
  }

  keep(ticketId: Id, tenders: readonly NewPayment[]): void {
    try {
      if (tenders.length === 0) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify({ ticket: ticketId, tenders }));
    } catch {
      // The parts stay in memory, as the ticket does when nothing can be stored.
    }
  }
}
