import { describe, expect, it } from 'vitest';
import { apart, student } from './student';

describe('quantiles of Student', () => {
  // Tables of two-sided 95 % and 99 %.
  it.each([
    [0.95, 1, 12.7062],
    [0.95, 2, 4.30265],
    [0.95, 3, 3.18245],
    [0.95, 4, 2.77645],
    [0.95, 9, 2.26216],
    [0.95, 30, 2.04227],
    [0.95, 1000, 1.96234],
    [0.99, 4, 4.60409],
    [0.99, 9, 3.24984],
  ])('%f of %i', (confidence, degrees, known) => {
    expect(Math.abs(student(confidence, degrees) / known - 1)).toBeLessThan(2e-3);
  });
});

describe('the difference of two means had apart', () => {
  it('is wider than either, and narrower than both together', () => {
    const told = apart({ mean: 10, half_width: 1, count: 10 }, { mean: 12, half_width: 1, count: 10 }, 0.95);
    expect(told?.mean).toBe(2);
    expect(told?.half_width).toBeGreaterThan(1);
    expect(told?.half_width).toBeLessThan(2);
  });
  it('is none where one has no interval', () => {
    expect(
      apart({ mean: 1, half_width: null, count: 1 }, { mean: 1, half_width: 1, count: 4 }, 0.95),
    ).toBeUndefined();
  });
});
