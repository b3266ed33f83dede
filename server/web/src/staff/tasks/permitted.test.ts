import { describe, expect, it } from 'vitest';
import type { ApplicationView } from './case';
import { permitted } from './permitted';
import type { TaskView } from './worklist';

const task = {
  mode: 'usual',
  items: ['permit'],
  department: 'police',
  claimed_by: null,
} as unknown as TaskView;
const application = (status: string) =>
  ({ items: [{ id: 'permit', status, department: 'police' }] }) as unknown as ApplicationView;

describe('what can be done with a task', () => {
  it('is everything with one that decides', () => {
    const can = permitted(task, application('submitted'), 'wang');
    expect(Object.keys(can).sort()).toEqual(['approve', 'not-accept', 'refuse', 'return']);
  });

  it('is to confirm or not with one that verifies a paper, whoever has not claimed it', () => {
    const verifies = { ...task, mode: 'verify' };
    expect(permitted(verifies, application('submitted'), 'wang')).toEqual({
      approve: undefined,
      return: undefined,
    });
    const theirs = { ...verifies, claimed_by: 'li' };
    expect(permitted(theirs, application('submitted'), 'wang')).toEqual({
      approve: 'theirs',
      return: 'theirs',
    });
  });
});
