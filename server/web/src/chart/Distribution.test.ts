import { expect, it } from 'vitest';
import { sharesOf } from './Distribution';

it('shares are of all that were measured, those beyond the last column too', () => {
  const shares = sharesOf({ from_hours: 48, width_hours: 4, counts: [6, 2], beyond: 2 });
  expect(shares).toEqual([
    { from: 48, to: 52, share: 0.6, upTo: 0.6 },
    { from: 52, to: 56, share: 0.2, upTo: 0.8 },
  ]);
});
