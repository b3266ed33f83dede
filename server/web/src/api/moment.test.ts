import { describe, expect, it } from 'vitest';
import { inTime } from './moment';

describe('moments', () => {
  it('are in order whatever digits of a second they have', () => {
    // In order; as text the second would stand before the first, and the last before all.
    const all = [
      '2026-11-29T08:00:00Z',
      '2026-11-29T08:00:00.09Z',
      '2026-11-29T08:00:00.1Z',
      '2026-11-29T08:00:00.1001Z',
      '2026-11-29T08:00:00.100101Z',
      '2026-11-29T08:00:00.87Z',
      '2026-11-29T08:00:00.875Z',
      '2026-11-29T16:00:01+08:00',
    ];
    expect([...all].reverse().sort(inTime)).toEqual(all);
    expect([...all].sort()).not.toEqual(all);
  });

  it('are the same however they are written', () => {
    expect(inTime('2026-11-29T08:00:00Z', '2026-11-29T08:00:00.000Z')).toBe(0);
    expect(inTime('2026-11-29T08:00:00.25Z', '2026-11-29T16:00:00.250+08:00')).toBe(0);
  });
});
