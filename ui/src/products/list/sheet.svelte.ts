/**
 * Cells that are written in as in a spreadsheet: one at a time, each saved by itself, each refusal at its own cell.
 *
 * Where the cells are and which key moves where is in `Sheet.svelte`.
 */
import { wordsFor } from '../../office/remote.svelte';

export interface SheetColumn<Row> {
  key: string;
  title: string;
  /** What stands in the cell when writing begins. */
  start: (row: Row) => string;
  save: (row: Row, typed: string) => Promise<unknown>;
}

export interface Refusal {
  typed: string;
  reason: string;
}

export class Sheet<Row> {
  /** The cell that is being written in. */
  editing = $state<string | null>(null);
  draft = $state('');
  /** The cell whose refusal is spelled out. */
  spoken = $state<string | null>(null);
  #waiting: Readonly<Record<string, string>> = $state.raw({});
  #refusals: Readonly<Record<string, Refusal>> = $state.raw({});
  #row: Row | null = null;
  #started = '';

  constructor(
    readonly columns: readonly SheetColumn<Row>[],
    readonly key: (row: Row) => string,
  ) {}

  at(row: Row, column: string): string {
    return `${this.key(row)} ${column}`;
  }

  /** What was typed and is not known to be saved: on its way, or refused. */
  typed(cell: string): string | null {
    return this.#waiting[cell] ?? this.#refusals[cell]?.typed ?? null;
  }

  refusal(cell: string): Refusal | null {
    return this.#refusals[cell] ?? null;
  }

  begin(row: Row, column: string, text?: string): void {
    void this.commit();
    const cell = this.at(row, column);
    this.#row = row;
    this.#started = this.#column(column).start(row);
    this.editing = cell;
    this.draft = text ?? this.#refusals[cell]?.typed ?? this.#started;
  }

  cancel(): void {
    if (this.editing !== null) this.#forget(this.editing);
    this.editing = null;
  }

  async commit(): Promise<void> {
    const cell = this.editing;
    const row = this.#row;
    const typed = this.draft.trim();
    if (cell === null || row === null) return;
    this.editing = null;
    this.#forget(cell);
    if (typed === this.#started) return;
    this.#waiting = { ...this.#waiting, [cell]: typed };
    try {
      await this.#column(cell.slice(cell.indexOf(' ') + 1)).save(row, typed);
    } catch (error) {
      this.#refusals = { ...this.#refusals, [cell]: { typed, reason: wordsFor(error) } };
      this.spoken = cell;
    } finally {
      this.#waiting = without(this.#waiting, cell);
    }
  }

  #column(key: string): SheetColumn<Row> {
    const column = this.columns.find((one) => one.key === key);
    if (!column) throw new Error(`no column ${key}`);
    return column;
  }

  #forget(cell: string): void {
    this.#refusals = without(this.#refusals, cell);
    if (this.spoken === cell) this.spoken = null;
  }
}

function without<T>(cells: Readonly<Record<string, T>>, cell: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(cells).filter(([key]) => key !== cell));
}
