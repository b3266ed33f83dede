import { expect, test } from 'vitest';
import { read, write } from './choice';

const questions = [
  { id: 'married', several: false, answers: [{ id: 'yes' }, { id: 'no' }] },
  { id: 'pets', several: true, answers: [{ id: 'cat' }, { id: 'dog' }, { id: 'cow' }] },
];

test('answers that differ from the usual are written in the order of the questions', () => {
  expect(write({ pets: ['cat', 'cow'], married: ['no'] }, questions)).toBe('married=no,pets=cat+cow');
  expect(write({ married: ['yes'], pets: [] }, questions)).toBe('');
});

test('what is read is what was written', () => {
  const given = 'married=no,pets=dog';
  expect(write(read(given, questions).answers, questions)).toBe(given);
});

test('what a scenario does not have is told apart', () => {
  const { answers, strange } = read('married=maybe,weather=fine,married=yes+no,pets=dog,,x', questions);
  expect(answers).toEqual({ pets: ['dog'] });
  expect(strange).toEqual(['married=maybe', 'weather=fine', 'married=yes+no', 'x']);
});
