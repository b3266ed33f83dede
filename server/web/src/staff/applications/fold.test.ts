import { describe, expect, it } from 'vitest';
import type { Happened } from './events';
import { timers } from './fold';

describe('timers that run', () => {
  const set = (timer: number, due: string): Happened => ({
    sequence: timer,
    at: '2026-11-29T08:00:00Z',
    by: 'clock',
    event: 'timer_set',
    timer,
    due,
    kind: { limit: 'item' },
  });

  it('stand by when they are due, however many digits of a second that has', () => {
    const events = [
      set(1, '2026-11-30T08:00:00.1Z'),
      set(2, '2026-11-30T08:00:00.09Z'),
      set(3, '2026-11-30T08:00:00.101Z'),
      set(4, '2026-11-30T08:00:00Z'),
    ];
    expect(timers(events, events.length).map(({ id }) => id)).toEqual([4, 2, 1, 3]);
  });
});
