import type { Estimate } from './outcome';

/**
 * The quantile of Student's t of which `confidence` lies within ±: Hill's expansion (Algorithm 396, 1970), right to
 * four digits; one and two degrees in closed form.
 */
export function student(confidence: number, degrees: number): number {
  const p = 1 - confidence;
  if (degrees <= 1) return 1 / Math.tan((p * Math.PI) / 2);
  if (degrees <= 2) return Math.sqrt(2 / (p * (2 - p)) - 2);
  const n = degrees;
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = ((20_700 * a) / b - 98) * a * a - 16 * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let y = Math.pow(d * p, 2 / n);
  if (y > 0.05 + a) {
    const x = normal(p * 0.5);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y =
      ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
        ((n + 1) / (n + 2)) +
      1 / y;
  }
  return Math.sqrt(n * y);
}

/** The lower quantile of the standard normal (Acklam's rational approximation, its middle and lower part). */
function normal(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const of = (all: number[], x: number) => all.reduce((sum, each) => sum * x + each, 0);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return of(c, q) / of(d, q);
  }
  const q = p - 0.5;
  return (of(a, q * q) * q) / of(b, q * q);
}

/**
 * The difference of two means that were had apart (Welch): each tells half of its interval over its replications.
 * None where either has no interval.
 */
export function apart(from: Estimate | null, to: Estimate | null, confidence: number): Estimate | undefined {
  if (from === null || to === null) return undefined;
  const mean = to.mean - from.mean;
  const count = Math.min(from.count, to.count);
  if (from.half_width === null || to.half_width === null || count < 2) return undefined;
  const error = (one: Estimate) => Math.pow((one.half_width ?? 0) / student(confidence, one.count - 1), 2);
  const [a, b] = [error(from), error(to)];
  if (a + b === 0) return { mean, half_width: 0, count };
  const degrees = Math.pow(a + b, 2) / ((a * a) / (from.count - 1) + (b * b) / (to.count - 1));
  return { mean, half_width: student(confidence, degrees) * Math.sqrt(a + b), count };
}
