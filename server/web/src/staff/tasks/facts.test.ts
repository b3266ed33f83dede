import { expect, test } from 'vitest';
import type { GraphDocument } from '../../picture/graph';
import { tellers } from './facts';

const label = (text: string) => ({ zh: text, en: text });

test('a paper that one item gives and a later form hands on is of the department that gives it', () => {
  const node = (kind: string, lane: string, title: string, supplies: string[]) => ({
    kind,
    lane,
    title: label(title),
    supplies,
  });
  const graph = {
    lanes: [{ id: 'police', title: label('police'), data_source: false }],
    nodes: [
      node('call', 'population', 'registered person', ['resident.name']),
      node('task', 'police', 'review', ['resident.permit']),
      node('form', 'applicant', 'apply for housing', ['resident.permit', 'resident.income']),
    ],
  } as unknown as GraphDocument;
  expect([...tellers(graph)]).toEqual([
    ['resident.name', label('registered person')],
    ['resident.permit', label('police')],
  ]);
});
