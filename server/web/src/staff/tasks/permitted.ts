import type { ApplicationView } from './case';
import type { Deed } from './decision';
import type { TaskView } from './worklist';

/** Why something cannot be done now: a name among the words; none: it can. */
export type WhyNot = 'suspended' | 'correcting' | 'accepted' | 'theirs';

export type Permitted = Partial<Record<Deed['deed'], WhyNot | undefined>>;

const ENDED = ['approved', 'refused', 'not_accepted', 'withdrawn', 'terminated'];

/**
 * What can be done with a task as it stands, and why not; deeds that make no sense at all are left out. The server
 * has the last word.
 */
export function permitted(task: TaskView, application: ApplicationView, me: string): Permitted {
  const items = application.items.filter(
    (item) => task.items.includes(item.id) && !ENDED.includes(item.status),
  );
  const suspended = items.some((item) => item.status === 'suspended');
  const theirs = task.claimed_by != null && task.claimed_by !== me ? ('theirs' as const) : undefined;
  const held = theirs ?? (suspended ? 'suspended' : undefined);
  const correcting = items.length > 0 && items.every((item) => item.status === 'correcting');
  if (task.mode === 'check' || task.mode === 'undo') return { complete: theirs };
  // Whoever verifies a paper decides on no item.
  if (task.mode === 'verify') return { approve: held, return: held };
  const all: Permitted = {
    approve: held ?? (correcting ? 'correcting' : undefined),
    return: held ?? (correcting ? 'correcting' : undefined),
    refuse: held ?? (correcting ? 'correcting' : undefined),
  };
  const before = items.filter((item) => item.status === 'submitted' || item.status === 'correcting');
  if (before.length > 0) {
    all['not-accept'] = theirs ?? (before.length < items.length ? 'accepted' : undefined);
  }
  const own = items.filter((item) => item.department === task.department);
  if (suspended) all.resume = theirs;
  else if (own.some((item) => item.status === 'accepted' || item.status === 'handling')) all.suspend = theirs;
  return all;
}
