import { describe, expect, test } from 'vitest';
import type { AskedFact, FormView, Scenario } from '../data/queries';
import { grouped, halves, sorted } from './asked';
import { faultOf, tidied } from './check';
import { standingBy } from '../data/story';
import { known, questions, unanswered, written } from './guide';

const label = (text: string) => ({ zh: text, en: text });

function fact(id: string, more: Partial<AskedFact> = {}): AskedFact {
  return {
    id,
    title: label(`${id.split('.')[0] ?? ''}：${id.split('.')[1] ?? ''}`),
    kind: 'field',
    value_type: 'text',
    options: [],
    max_length: null,
    value: null,
    state: 'unknown',
    why: label('why'),
    asked_by: 'apply',
    deferrable: false,
    declarable: false,
    ...more,
  };
}

describe('guidance', () => {
  const situation = (id: string) => ({
    id,
    ask: label(id),
    several: false,
    answers: [
      { id: 'yes', title: label('yes') },
      { id: 'no', title: label('no') },
    ],
  });
  const scenario = {
    id: 'thing',
    title: label('thing'),
    applicants: [{ id: 'mother', kind: 'person', title: label('mother') }],
    catalogues: [],
    items: [{ id: 'gas', title: label('gas'), department: 'gas' }],
    plans: [],
    situations: [situation('born'), situation('married'), situation('choose_gas')],
  } as unknown as Scenario;
  const form = { fields: [{ id: 'married', kind: 'question' }] } as unknown as FormView;

  test('asks what nothing else answers, and what may be left out', () => {
    expect(questions(scenario, form).map((one) => [one.id, one.why])).toEqual([
      ['married', 'asked'],
      ['choose_gas', 'chosen'],
    ]);
  });

  test('asks who applies where several may', () => {
    const both = { ...scenario, applicants: [...scenario.applicants, { id: 'father' }] } as Scenario;
    expect(questions(both, form)[0]?.id).toBe('applicant');
  });

  test('finds the first question without an answer, and writes answers as the API has them', () => {
    const all = questions(scenario, form);
    expect(unanswered(all, { married: ['yes'] })?.id).toBe('choose_gas');
    expect(unanswered(all, { married: ['yes'], choose_gas: ['no'] })).toBeUndefined();
    expect(written({ married: ['yes'], left: [], pets: ['cat', 'dog'] })).toBe('married=yes,pets=cat+dog');
  });

  test('forgets answers that mean nothing any more', () => {
    expect(known({ married: ['yes', 'perhaps'], gone: ['yes'] }, scenario)).toEqual({ married: ['yes'] });
  });
});

describe('what is asked', () => {
  test('is sorted by what is to be done about it', () => {
    const found = sorted([
      fact('child.name'),
      fact('home.book', { kind: 'material', state: 'deferred' }),
      fact('child.paper', { kind: 'material', state: 'deferred', asked_by: '' }),
      fact('child.sex', { state: 'wanted' }),
    ]);
    expect(found.fields.map((one) => one.id)).toEqual(['child.name']);
    expect(found.papers.map((one) => one.id)).toEqual(['home.book']);
    expect(found.wanted.map((one) => one.id)).toEqual(['child.sex']);
    expect(found.promised.map((one) => one.id)).toEqual(['child.paper']);
  });

  test('stands until it is handed in, also what was declared; what others told meanwhile is not asked', () => {
    const licence = (state: string) =>
      fact('worker.id_card', { kind: 'material', state, asked_by: 'licence(worker)' });
    const told = fact('worker.sex', { state: 'call', asked_by: 'licence(worker)' });
    const events = [
      { event: 'fell_back', step: 'licence(worker)' },
      { event: 'asked', fact: 'worker.id_card', step: 'licence(worker)' },
      { event: 'step_stands', step: 'licence(worker)', standing: 'supplement' },
    ];
    for (const state of ['wanted', 'declared']) {
      const found = sorted([licence(state), told], standingBy(events));
      expect(found.wanted.map((one) => one.id)).toEqual(['worker.id_card']);
      expect([found.adds, ...found.fields, ...found.papers]).toEqual([true]);
    }
    const back = [{ event: 'item_returned', step: 'licence(worker)' }, ...events.slice(1)];
    expect(sorted([licence('wanted')], standingBy(back)).adds).toBe(false);
    const over = [...back, { event: 'step_stands', step: 'licence(worker)', standing: 'working' }];
    expect(standingBy(over).get('licence(worker)')).toBe('working');
  });

  test('is grouped by whom it is about', () => {
    expect(halves('Child: Name')).toEqual({ whose: 'Child', what: 'Name' });
    expect(halves('姓名')).toEqual({ whose: undefined, what: '姓名' });
    const groups = grouped([fact('a.x'), fact('b.x'), fact('a.y')], (one) => one.zh);
    expect(groups.map((group) => [group.whose, group.facts.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});

describe('values', () => {
  const faulty = (type: string, text: string) => {
    const one = fact('x.y', { value_type: type });
    return faultOf(one, tidied(one, text), 'en') !== undefined;
  };

  test.each([
    ['id_number_cn', '370303199201120640', false],
    ['id_number_cn', ' 37030319920112064 0', false],
    ['id_number_cn', '370303199201120641', true],
    ['phone_cn', '138 0007 0032', false],
    ['phone_cn', '0533-2123456', false],
    ['phone_cn', '123', true],
    ['number', '1,200.50', false],
    ['number', 'many', true],
    ['date', '2024-02-29', false],
    ['date', '2026-02-29', true],
    ['date', '2026-2', true],
    ['credit_code_cn', '91370303ma3c00000x', false],
    ['text', 'anything', false],
  ])('%s %s', (type, text, wrong) => {
    expect(faulty(type, text)).toBe(wrong);
  });

  test('are no longer than they may be, by characters', () => {
    const one = fact('x.y', { max_length: 2 });
    expect(faultOf(one, '😀😀', 'zh')).toBeUndefined();
    expect(faultOf(one, '一二三', 'zh')).toBe('请控制在 2 个字以内');
  });
});
