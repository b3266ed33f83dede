import { expect, test } from 'vitest';
import { chainOf, type Supply } from './chain';

const supply = (id: string, via: string, from: string[] = []): [string, Supply] => [
  id,
  { id, by: via, via, from },
];

const supplies = new Map([
  supply('mother.id', 'sign_in'),
  supply('married', 'known_from', ['mother.status']),
  supply('mother.status', 'service', ['mother.id']),
  supply('father.id', 'service', ['mother.id', 'married?']),
]);

test('what comes first stands first and to the left', () => {
  const chain = chainOf('father.id', supplies);
  expect(chain.boxes.map(({ supply: { id }, column }) => [id, column])).toEqual([
    ['mother.id', 0],
    ['mother.status', 1],
    ['married?', 2],
    ['father.id', 3],
  ]);
  expect(chain.links).toContainEqual({ from: 'mother.id', to: 'father.id' });
});

test('what nobody tells is a start, and a ring ends', () => {
  expect(chainOf('unknown', supplies).boxes[0]?.supply.via).toBe('known');
  const ring = new Map([supply('a', 'service', ['b']), supply('b', 'service', ['a'])]);
  expect(chainOf('a', ring).boxes).toHaveLength(2);
});
