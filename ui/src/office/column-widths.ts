/** How wide the columns of a list are. Its rows are grids of their own, so all of them get the same widths. */

/** What a column asks for: `8rem`, or `minmax(12rem, 2fr)`. */
export type ColumnWidth = string;

export interface ColumnWidths {
  /** The columns of a row, for `grid-template-columns`; within a container whose width is that of the list. */
  template: string;
  /** What a row is wide at least, so that none of its columns is cut. */
  least: string;
}

const TICKS_PX = 44;
const GAP_PX = 12;
/** The rows' padding, the gap beside the tick boxes, and a scroll bar. */
const SPARE_PX = 40;
/** On a wider list than this, and than all columns need, those of one width grow with it: some words are long. */
const FULL_REM = 85;
const REM_PX = 16;

export function columnWidths(columns: readonly ColumnWidth[], hasTicks: boolean): ColumnWidths {
  const besides = columns.length * GAP_PX + SPARE_PX + (hasTicks ? TICKS_PX : 0);
  const rems = columns.map(remOf);
  const full = Math.max(FULL_REM, rems.reduce((sum, rem) => sum + rem, 0) + besides / REM_PX);
  const widths = columns.map((width, index) => (isFixed(width) ? grown(rems[index]!, full) : width));
  const leasts = columns.map((width, index) => (isFixed(width) ? widths[index]! : `${rems[index]}rem`));
  return {
    template: [...(hasTicks ? [`${TICKS_PX}px`] : []), ...widths].join(' '),
    least: `calc(${[...leasts, `${besides}px`].join(' + ')})`,
  };
}

function isFixed(width: ColumnWidth): boolean {
  return !width.startsWith('minmax(');
}

/** What it takes at least. */
function remOf(width: ColumnWidth): number {
  const rem = /^(?:minmax\()?([\d.]+)rem/.exec(width)?.[1];
  if (rem === undefined) throw new Error(`${width} is no width of a column`);
  return Number(rem);
}

function grown(rem: number, full: number): string {
  return `max(${rem}rem, ${((rem / full) * 100).toFixed(2)}cqi)`;
}
