/** The order of two moments as the API writes them: RFC 3339, with as many digits of a second as it needs. */
export function inTime(a: string, b: string): number {
  const by = Date.parse(a) - Date.parse(b);
  if (by !== 0) return by;
  // What is finer than a thousandth of a second is in the text alone.
  const [first, second] = [fraction(a), fraction(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function fraction(moment: string): string {
  return (/\.(\d+)/.exec(moment)?.[1] ?? '').padEnd(9, '0');
}
