import { expect, test } from 'vitest';
import { placeAt } from './place';

const TEXT = `id: x
items:
  birth:
    department: health
    needs:
      fields:
        mother: [name, id_number]
    steps:
      - accept: { role: clerk, takes: 10min }
      - review:
          role: officer
          outcome: { approve: 0.9, correct: 0.1 }
plans:
  joint:
    title: x
`;

/** The place where `|` stands. */
function at(text: string) {
  return placeAt(text.replace('|', ''), text.indexOf('|'));
}

test.each([
  ['|', [], undefined],
  ['it|', [], undefined],
  ['items:\n  |', ['items'], undefined],
  ['items:\n  birth:\n    dep|', ['items', 'birth'], undefined],
  ['items:\n  birth:\n    department: he|', ['items', 'birth'], 'department'],
  ['items:\n  birth:\n    title: { zh: |', ['items', 'birth', 'title'], 'zh'],
  ['items:\n  birth:\n    title: { zh: 甲, |', ['items', 'birth', 'title'], undefined],
  [
    'items:\n  birth:\n    needs:\n      fields: [mo|',
    ['items', 'birth', 'needs', 'fields', '[]'],
    undefined,
  ],
  ['a:\n  steps:\n    - |', ['a', 'steps', '[]'], undefined],
  ['a:\n  steps:\n    - review:\n        |', ['a', 'steps', '[]', 'review'], undefined],
  ['a:\n  steps:\n    - accept: { role: x }\n    - review: { ro|', ['a', 'steps', '[]', 'review'], undefined],
  ['a:\n  b: 1\nc:\n  |', ['c'], undefined],
])('%j', (text, path, key) => {
  const found = at(text);
  expect(found.path).toEqual(path);
  expect(found.key).toBe(key);
});

test('within a whole text', () => {
  const found = placeAt(TEXT, TEXT.indexOf('officer') + 3);
  expect(found).toEqual({ path: ['items', 'birth', 'steps', '[]', 'review'], key: 'role', word: 'off' });
});
