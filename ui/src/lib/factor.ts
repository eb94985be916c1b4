/** "12*" in a field: what comes next is twelve. */
export function factorIn(text: string): string | null {
  const factor = /^\s*(\d{1,3})\s*\*\s*$/.exec(text)?.[1];
  return factor === undefined || Number(factor) === 0 ? null : String(Number(factor));
}
