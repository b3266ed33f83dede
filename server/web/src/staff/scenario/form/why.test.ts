import { expect, test } from 'vitest';
import { lacking, whyAsked } from './why';

const label = (en: string) => ({ zh: '', en });
const entry = (because: string, needed_by: string[]) => ({
  id: 'child.name',
  title: label('Child · Name'),
  because: label(because),
  needed_by,
  form: null,
});

test('what each source lacks is told apart', () => {
  expect(lacking('population.person would need child.id, child.sex; card would need child.id')).toEqual([
    { by: 'population.person', lacks: ['child.id', 'child.sex'] },
    { by: 'card', lacks: ['child.id'] },
  ]);
  expect(lacking('card is off in this situation')).toEqual([{ by: 'card', lacks: [] }]);
  expect(lacking('no service, licence or earlier result gives it')).toEqual([]);
});

test('a chain goes from what is lacking over its sources and the entry to what needs it', () => {
  const chain = whyAsked(
    entry('person would need child.id; card would need child.id', ['register', 'card_item']),
  );
  expect(chain.boxes.map(({ supply, column }) => [supply.id, supply.via, column])).toEqual([
    ['child.id', 'missing', 0],
    ['person', 'unusable', 1],
    ['card', 'unusable', 1],
    ['child.name', 'asked', 2],
    ['register', 'needs', 3],
    ['card_item', 'needs', 3],
  ]);
  expect(chain.links).toHaveLength(6);
  expect([chain.columns, chain.rows]).toEqual([4, 2]);
});

test('a source that is off stands first, and lacks nothing', () => {
  const chain = whyAsked(entry('card is off in this situation', ['register']));
  expect(chain.boxes.map(({ supply, column }) => [supply.via, column])).toEqual([
    ['off', 0],
    ['asked', 1],
    ['needs', 2],
  ]);
});

test('what nothing could tell has no source', () => {
  const chain = whyAsked(entry('no data tells the answer', []));
  expect(chain.boxes.map(({ supply }) => supply.id)).toEqual(['nothing', 'child.name']);
});
