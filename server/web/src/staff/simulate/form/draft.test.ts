import { describe, expect, it } from 'vitest';
import { draftOf, EMPTY, fieldOf, requestOf, type Draft } from './draft';

const full: Draft = {
  ...EMPTY,
  scenario: 'newborn-birth',
  plan: 'separate',
  against: 'joint',
  per_day: 82,
  beside: [{ scenario: 'citizen-death', plan: 'separate', against: null, per_day: 30 }],
  precision: 2,
  warm_up: '30d',
  start: '2026-03-02 09:00',
  given: { married: 'married' },
  what_if: { 'staff.police.officer': '9', 'down.population': 'mon,tue' },
};

describe('what is filled in', () => {
  it('comes back from what was asked for', () => {
    expect(draftOf(requestOf(full))).toEqual(full);
    const least = { ...EMPTY, scenario: 'newborn-birth' };
    expect(draftOf(requestOf(least))).toEqual(least);
  });

  it('is asked for as its kind has it', () => {
    const staffing = requestOf({ ...full, kind: 'staffing', name: ' Spring ', budget: 40 });
    expect(staffing).toMatchObject({ kind: 'staffing', name: 'Spring', budget: 40, candidates: 100 });
    expect(staffing).toMatchObject({ against: null, what_if: [], replications: 1, precision: null });
    expect(draftOf(staffing)).toMatchObject({ kind: 'staffing', name: '', budget: 40, replications: 5 });
    const sensitivity = requestOf({ ...full, kind: 'sensitivity' });
    expect(sensitivity).toMatchObject({ kind: 'sensitivity', replications: 5, what_if: [] });
    expect(sensitivity).not.toHaveProperty('candidates');
    expect(requestOf(full)).not.toHaveProperty('kind');
  });

  it('is found again by the pointers of the server', () => {
    const request = requestOf(full);
    expect(fieldOf('/per_day', request)).toBe('per_day');
    expect(fieldOf('/what_if/1', request)).toBe('what_if.down.population');
    expect(fieldOf('/scenarios/0/scenario', request)).toBe('beside.0.scenario');
    expect(fieldOf('/given/0', request)).toBe('given.married');
    expect(fieldOf('/what_if/7', request)).toBe('what_if');
  });
});
