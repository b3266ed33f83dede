import { describe, expect, it } from 'vitest';
import { differenceSaid } from './figures';

describe('a difference', () => {
  const said = (mean: number, half_width: number | null, style: 'hours' | 'share' = 'hours') =>
    differenceSaid({ mean, half_width, count: 3 }, style, 'en');

  it('has its sign, and half of its interval', () => {
    expect(said(-1.43, 0.42)).toBe('−1.43 ± 0.42');
    expect(said(2.25, null)).toBe('+2.25');
  });

  it('has no sign where it is written as 0', () => {
    expect(said(0.00001, 0)).toBe('0');
    expect(said(-0.001, 1.4)).toBe('0 ± 1.4');
  });

  it('of shares is told in points', () => {
    expect(said(-0.0178, 0.011, 'share')).toBe('−1.78 ± 1.1 points');
    expect(said(0, 0, 'share')).toBe('0');
  });
});
