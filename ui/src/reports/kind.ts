/** What a report is to the page: where it comes from, and what can be asked of it. */
import type { Core } from '../api/core.svelte';
import type { Input, Operation, Output } from '../api/operations';
import type { components } from '../api/schema.gen';
import type { DateRange } from '../lib/date-range';
import type { ReportAddress } from './address';
import type { Sheet } from './sheet';

export type ReportName = components['schemas']['ReportName'];

/** An address whose range is known. */
export type Question = Omit<ReportAddress, 'range'> & { range: DateRange };

export interface Kind {
  name: ReportName;
  title: () => string;
  permission: string;
  /** How its days are chosen: not at all where only the present counts. */
  days: 'range' | 'one' | 'none';
  hasGroups: boolean;
  isComparable: boolean;
  hasTills: boolean;
  hasCashiers: boolean;
  hasSearch: boolean;
  /** Comes in pages. */
  isLong: boolean;
  operation: Operation;
  input: (question: Question) => object;
  load: (core: Core, question: Question, cursor: string | null, signal: AbortSignal) => Promise<SheetPage>;
}

export interface SheetPage {
  sheet: Sheet;
  next: string | null;
}

interface Spec<K extends Operation> extends Partial<
  Pick<Kind, 'permission' | 'days' | 'hasGroups' | 'isComparable' | 'hasTills' | 'hasCashiers' | 'hasSearch' | 'isLong'>
> {
  name: ReportName;
  title: () => string;
  read: (answer: Output<K>, question: Question) => Sheet;
}

const PAGE_SIZE = 100;

export function kind<K extends Operation>(operation: K, spec: Spec<K>): Kind {
  const { read, ...rest } = spec;
  const made: Kind = {
    permission: 'see_reports',
    days: 'range',
    hasGroups: false,
    isComparable: true,
    hasTills: false,
    hasCashiers: false,
    hasSearch: false,
    isLong: false,
    ...rest,
    operation,
    input: (question) => inputOf(made, question),
    load: async (core, question, cursor, signal) => {
      const page = made.isLong ? { limit: PAGE_SIZE, ...(cursor !== null && { cursor }) } : {};
      // What an input is made of depends on the report alone, which the compiler cannot follow.
      const answer = await core.call(operation, { ...inputOf(made, question), ...page } as Input<K>, { signal });
      const next = (answer as { next_cursor?: string | null }).next_cursor ?? null;
      return { sheet: read(answer, question), next };
    },
  };
  return made;
}

/** What a report is asked with; its files are asked with the same. */
function inputOf({ days, hasGroups, hasTills, hasCashiers, hasSearch, name }: Kind, question: Question): object {
  const { range, groupBy, till, cashier, q, isLowOnly } = question;
  return {
    ...(days === 'range' && range),
    ...(days === 'one' && { date: range.to }),
    ...(hasGroups && { group_by: groupBy }),
    ...(hasTills && till && { till_id: till }),
    ...(hasCashiers && cashier && { cashier_id: cashier }),
    ...(hasSearch && q && { q }),
    ...(name === 'inventory' && isLowOnly && { low_only: true }),
  };
}
