/**
 * A report as it is read: tables, figures to compare and a chart, made from an answer of the core.
 *
 * Every figure is the core's own; here they are only put in their places.
 */
import { format } from '../lib/format.svelte';
import { m } from '../paraglide/messages.js';

export interface Cell {
  text: string;
  /** What the core said; for sorting. */
  raw: string;
  href?: string;
  tone?: 'warn' | 'danger';
}

export interface Heading {
  key: string;
  title: string;
  isNumber: boolean;
  /** As in `grid-template-columns`, for lists of any length. */
  width: string;
}

export interface SheetRow {
  key: string;
  cells: readonly Cell[];
}

export interface Table {
  title: string;
  headings: readonly Heading[];
  rows: readonly SheetRow[];
  totals: readonly Cell[] | null;
  isSortable: boolean;
}

export interface Figure {
  key: string;
  label: string;
  raw: string;
  text: string;
}

export interface Point {
  label: string;
  short: string;
  /** Only for drawing. */
  value: number;
  text: string;
}

export interface Bar {
  key: string;
  name: string;
  value: number;
  text: string;
  href?: string;
}

export type Chart = { kind: 'time'; title: string; points: Point[] } | { kind: 'bars'; title: string; bars: Bar[] };

export interface Sheet {
  isEmpty: boolean;
  tables: Table[];
  /** What is set beside the period before. */
  figures: Figure[];
  chart: Chart | null;
  notes: string[];
}

// Columns

export interface Column<Row> extends Heading {
  /** Null where a row has nothing to say, as totals have no name. */
  cell: (row: Partial<Row>) => Cell | null;
}

type Shown = (raw: string) => string;
const NUMBER_WIDTH = '5.25rem';

function figureColumn<Row>(
  key: keyof Row & string,
  title: string,
  shown: Shown,
  width = NUMBER_WIDTH,
  href?: (row: Partial<Row>) => string | null,
): Column<Row> {
  const cell = (row: Partial<Row>): Cell | null => {
    const value = row[key];
    if (value === undefined) return null;
    if (value === null) return { text: '–', raw: '' };
    const beneath = href?.(row);
    return { text: shown(String(value)), raw: String(value), ...(beneath && { href: beneath }) };
  };
  return { key, title, isNumber: true, width, cell };
}

export const amount: Shown = (raw) => format.amount(raw);
export const count: Shown = (raw) => format.quantity(raw);

export function money<Row>(key: keyof Row & string, title: string): Column<Row> {
  return figureColumn(key, title, amount);
}

export function number<Row>(
  key: keyof Row & string,
  title: string,
  href?: (row: Partial<Row>) => string | null,
): Column<Row> {
  return figureColumn(key, title, count, '5rem', href);
}

export function percent<Row>(key: keyof Row & string, title: string): Column<Row> {
  return figureColumn(key, title, (raw) => format.percent(raw), '5.5rem');
}

/** A column of words. Totals have none. */
export function words<Row>(
  key: keyof Row & string,
  title: string,
  text: (row: Row) => string,
  extra: { width?: string; raw?: (row: Row) => string; href?: (row: Row) => string | null } = {},
): Column<Row> {
  const cell = (row: Partial<Row>): Cell | null => {
    if (!(key in row)) return null;
    const whole = row as Row;
    const href = extra.href?.(whole);
    return { text: text(whole), raw: extra.raw?.(whole) ?? text(whole), ...(href && { href }) };
  };
  return { key, title, isNumber: false, width: extra.width ?? 'minmax(10rem, 2fr)', cell };
}

const NOTHING: Cell = { text: '', raw: '' };

export function table<Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  key: (row: Row) => string,
  totals: Partial<Row> | null,
  isSortable = false,
): Table {
  const cells = (row: Partial<Row>): Cell[] => columns.map(({ cell }) => cell(row) ?? NOTHING);
  return {
    title,
    headings: columns,
    rows: rows.map((row) => ({ key: key(row), cells: cells(row) })),
    totals: totals && cells(totals).map((cell, index) => (index === 0 ? { text: m.total(), raw: '' } : cell)),
    isSortable,
  };
}

/** The columns of numbers, as figures to compare. */
export function figures<Row>(columns: readonly Column<Row>[], totals: Partial<Row>): Figure[] {
  return columns.flatMap(({ key, title, isNumber, cell }) => {
    const shown = isNumber ? cell(totals) : null;
    return shown && shown.raw !== '' ? [{ key, label: title, raw: shown.raw, text: shown.text }] : [];
  });
}

export function bars<Row>(
  title: string,
  rows: readonly Row[],
  bar: (row: Row) => { key: string; name: string; raw: string; text?: string },
): Chart | null {
  const MOST_BARS = 24;
  const shown = rows.slice(0, MOST_BARS).map((row) => {
    const { key, name, raw, text } = bar(row);
    return { key, name, value: Number(raw), text: text ?? format.money(raw) };
  });
  return shown.some(({ value }) => value !== 0) ? { kind: 'bars', title, bars: shown } : null;
}

export function sheet(parts: Partial<Sheet> & { isEmpty: boolean }): Sheet {
  return { tables: [], figures: [], chart: null, notes: [], ...parts };
}
