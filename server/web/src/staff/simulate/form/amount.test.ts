import { expect, it } from 'vitest';
import { amountOf, clean, roundUp, stepOf } from './amount';

it('a change is what it is, more or less, or so many times what is', () => {
  expect([amountOf('9', 8), amountOf('+1', 8), amountOf('-1', 8), amountOf('x0.5', 8)]).toEqual([9, 9, 7, 4]);
});

it('sliders reach to round numbers, in round steps', () => {
  expect([roundUp(12), roundUp(0.3), roundUp(246), roundUp(5), roundUp(0)].map(clean)).toEqual([
    20, 0.5, 500, 5, 1,
  ]);
  expect(clean(stepOf(20))).toBe(0.1);
});
