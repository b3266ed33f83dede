import { expect, test } from 'vitest';
import { cataloguesIn } from './known';

test('catalogues are read from either way to list them', () => {
  expect(cataloguesIn('id: a\ncatalogue: [zibo, holidays_cn] # both\nitems:\n')).toEqual([
    'zibo',
    'holidays_cn',
  ]);
  expect(cataloguesIn('catalogue:\n  - zibo\n  - family\nitems: {}\n')).toEqual(['zibo', 'family']);
  expect(cataloguesIn('id: a\n')).toEqual([]);
});
