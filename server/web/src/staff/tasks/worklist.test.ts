import { describe, expect, it } from 'vitest';
import { compare, isOf, replaced, type TaskView } from './worklist';

function task(id: string, since: string, due_at?: string, overdue = false): TaskView {
  const title = { zh: id, en: id };
  return {
    id,
    application: id,
    number: id,
    scenario: 's',
    scenario_title: title,
    step: 'a',
    title,
    department: 'd',
    department_title: title,
    items: [],
    item_titles: [],
    since,
    due_at: due_at ?? null,
    overdue,
    mode: 'usual',
  };
}

describe('a worklist', () => {
  const inOrder = [
    task('late', '2026-11-01T08:00:00.5Z', '2026-11-20T08:00:00Z', true),
    task('exact', '2026-11-02T08:00:00Z', '2026-12-01T08:00:00Z'),
    task('hundredths', '2026-11-02T08:00:00Z', '2026-12-01T08:00:00.09Z'),
    task('tenths', '2026-11-02T08:00:00Z', '2026-12-01T08:00:00.1Z'),
    task('waits longer', '2026-11-02T08:00:00Z'),
    task('waits', '2026-11-02T08:00:00.12Z'),
    task('waits less', '2026-11-02T08:00:00.125Z'),
  ];

  it('is by moments, however many digits of a second they have', () => {
    expect([...inOrder].reverse().sort(compare)).toEqual(inOrder);
  });

  it('takes what changed where it belongs', () => {
    const [first, second, third, ...rest] = inOrder;
    if (first === undefined || second === undefined || third === undefined) throw new Error('too short');
    const counts = { open: 0, overdue: 0, mine: 0, unclaimed: 0 };
    const before = {
      pages: [{ items: [first, third, ...rest], counts, next_cursor: null }],
      pageParams: [undefined],
    };
    const after = replaced(before, second.application, [second]);
    expect(after.pages.flatMap((page) => page.items)).toEqual(inOrder);
    expect(replaced(after, second.application, []).pages[0]?.items).toEqual([first, third, ...rest]);
  });

  it('has the tasks of a clerk’s posts alone', () => {
    const wanted = {
      department: 'd',
      role: undefined,
      scenario: undefined,
      claimed: undefined,
      overdue: undefined,
      number: undefined,
    };
    const review = { ...task('review', '2026-11-02T08:00:00Z'), role: 'officer' };
    expect(isOf(review, wanted, { id: 'me', posts: [] })).toBe(true);
    expect(isOf(review, wanted, { id: 'me', posts: ['officer'] })).toBe(true);
    expect(isOf(review, wanted, { id: 'me', posts: ['clerk'] })).toBe(false);
  });
});
