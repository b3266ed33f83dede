import { describe, expect, it } from 'vitest';
import { covered } from './facts';
import { answerDue, firstOf, handedIn, knownBy } from './known';

const events = [
  { sequence: 1, event: 'known', fact: 'mother.name', how: 'sign_in', value: '王芳' },
  { sequence: 2, event: 'answered', found: true, call: { task: { step: 'population.person(mother)' } } },
  { sequence: 3, event: 'known', fact: 'mother.address', how: 'call', value: '柳泉路 1 号' },
  { sequence: 4, event: 'drafted', fact: 'child.name', value: '王明' },
  { sequence: 5, event: 'drafted', fact: 'child.name', value: '王小明' },
  { sequence: 6, event: 'attached', fact: 'home.household_book' },
  { sequence: 7, event: 'attached', fact: 'home.household_book' },
  { sequence: 8, event: 'known', fact: 'child.name', how: 'asked', value: null },
  { sequence: 9, event: 'submitted' },
  { sequence: 10, event: 'timer_set', timer: 3, kind: { notice: 'card' }, due: '2026-12-07T09:00:00.5Z' },
  { sequence: 11, event: 'attached', fact: 'mother.consent' },
];

describe('what is known', () => {
  it('has its value, also where the applicant drafted it, and who told it', () => {
    const known = knownBy(events);
    expect(known.get('mother.name')).toMatchObject({ value: '王芳', how: 'sign_in', step: undefined });
    expect(known.get('mother.address')).toMatchObject({ step: 'population.person(mother)' });
    expect(known.get('child.name')).toMatchObject({ value: '王小明', how: 'asked' });
  });

  it('counts a paper once, and none of those that came later', () => {
    expect(handedIn(events)).toEqual(['home.household_book']);
  });

  it('has a day for the word on acceptance until that is given', () => {
    expect(answerDue('card', events)).toBe('2026-12-07T09:00:00.5Z');
    expect(answerDue('book', events)).toBeUndefined();
    expect(answerDue('card', [...events, { event: 'timer_dropped', timer: 3 }])).toBeUndefined();
  });

  it('compares moments as moments', () => {
    const [early, late] = ['2026-12-07T09:00:00.5Z', '2026-12-07T09:00:00.51Z'];
    expect(firstOf([late, undefined, early])).toBe(early);
    expect(firstOf(['2026-12-07T09:00:00.1Z', '2026-12-07T09:00:00Z'])).toBe('2026-12-07T09:00:00Z');
    expect(firstOf([])).toBeUndefined();
  });
});

describe('a number by which somebody can be found', () => {
  it('has its middle covered', () => {
    expect(covered('370303199803091162', 'id_number_cn')).toBe('370303********1162');
    expect(covered('13800319058', 'phone_cn')).toBe('138****9058');
    expect(covered('柳泉路 1 号', 'text')).toBe('柳泉路 1 号');
  });
});
