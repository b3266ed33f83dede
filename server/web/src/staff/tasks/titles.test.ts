import { describe, expect, it } from 'vitest';
import { optionOf, type Vocabulary } from './titles';

describe('a value in words', () => {
  const male = { value: 'male', title: { zh: '男', en: 'Male' } };
  const words: Vocabulary = {
    fields: new Map(),
    materials: new Map(),
    options: new Map([['sex', [male]]]),
    asked: [],
  };

  it('is told as another party is asked it, where no form asks it of this one', () => {
    expect(optionOf(words, 'mother.sex', 'male')).toEqual(male.title);
  });

  it('stays as it is where nobody told what it means', () => {
    expect(optionOf(words, 'mother.sex', 'other')).toBeUndefined();
    expect(optionOf(words, 'mother.marital_status', 'married')).toBeUndefined();
  });
});
