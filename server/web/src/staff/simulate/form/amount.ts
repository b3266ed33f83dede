/** What a change comes to, `9`, `+1`, `-1`, `x0.5`, where so much is so now. */
export function amountOf(said: string, now: number): number {
  if (said.startsWith('x')) return now * Number(said.slice(1));
  return /^[+-]/.test(said) ? now + Number(said) : Number(said);
}

const NICE = [1, 2, 5, 10];

/** A round number that is at least so much: how far a slider reaches. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  return (NICE.find((one) => one * size >= value) ?? 10) * size;
}

/** By how much a slider moves at once, of a range so wide: about a hundredth of it, in a round number. */
export function stepOf(range: number): number {
  return roundUp(range / 200);
}

/** Without the dust of binary fractions. */
export function clean(value: number): number {
  return Number(value.toPrecision(8));
}
