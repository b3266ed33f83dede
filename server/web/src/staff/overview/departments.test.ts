import { expect, test } from 'vitest';
import type { components } from '../../api/schema';
import { loads, total } from './departments';

const overview = {
  by_department: { police: { handling: 2, granted: 1, draft: 9 }, health: { draft: 3 } },
  closed: { applications: 4, more: false, by_department: { police: { granted: 3 }, tax: { refused: 2 } } },
  overdue: { police: 1 },
} as unknown as components['schemas']['Overview'];

test('what a department has finished is of open applications and of closed ones', () => {
  expect(loads(overview)).toEqual([
    { department: 'police', underWay: 2, finished: 4, overdue: 1 },
    { department: 'tax', underWay: 0, finished: 2, overdue: 0 },
  ]);
  expect(total(loads(overview))).toEqual({ underWay: 2, finished: 6, overdue: 1 });
});
