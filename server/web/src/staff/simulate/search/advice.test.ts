import { describe, expect, it } from 'vitest';
import { advised, foundOf, frontOf, sameAs } from './advice';

const desk = (id: string, people: number | null) => ({ id, people, title: { zh: id, en: id } });
const tried = (people: number[], cycle_hours: number, on_time = 1) => ({
  people,
  total: people.reduce((a, b) => a + b, 0),
  cycle_hours,
  p95_hours: cycle_hours * 2,
  on_time,
  is_best: false,
});

describe('staff that was tried', () => {
  const found = foundOf({
    desks: [desk('a', 3), desk('free', null), desk('b', 2)],
    least: [1, 1, 1],
    tried: [
      tried([1, 1, 1], 100, 0.8),
      tried([1, 2, 1], 100, 0.8),
      tried([2, 1, 1], 80, 0.7),
      tried([1, 1, 2], 90, 0.9),
      tried([2, 1, 2], 70, 0.95),
      tried([3, 1, 2], 69, 0.95),
    ],
  });

  it('is counted at desks with so many people alone', () => {
    expect(found.desks.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(found.least).toEqual([1, 1]);
    expect(found.now).toEqual({ people: [3, 2], total: 5 });
    expect(found.tried.map(({ total }) => total)).toEqual([2, 3, 3, 4, 5]);
    expect(sameAs(found.tried, found.now.people)?.cycle_hours).toBe(69);
    expect(sameAs(found.tried, [9, 9])).toBeUndefined();
  });

  it('has a front that nobody betters, of each figure its own', () => {
    expect(frontOf(found.tried, 'cycle_hours').map(({ people }) => people)).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 2],
    ]);
    expect(frontOf(found.tried, 'on_time').map(({ people }) => people)).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it('is advised as the fewest that are quick enough', () => {
    expect(advised(found.tried, 0.05)?.people).toEqual([2, 2]);
    expect(advised(found.tried, 0)?.people).toEqual([3, 2]);
    expect(advised(found.tried, 0.5)?.people).toEqual([1, 1]);
    expect(advised([], 0.05)).toBeUndefined();
  });
});
