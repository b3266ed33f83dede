import { length } from '../../language/format';
import type { Language } from '../../language/words';

/** How urgent something is; each has a shape and words beside its colour. */
export type Urgency = 'over' | 'soon' | 'calm' | 'none';

/** A day before its limit work turns yellow. */
const SOON_MS = 24 * 3_600_000;

export function urgency(
  task: { overdue: boolean; due_at?: string | null },
  now: string | undefined,
): Urgency {
  if (task.overdue) return 'over';
  if (task.due_at == null || now === undefined) return 'none';
  return Date.parse(task.due_at) - Date.parse(now) < SOON_MS ? 'soon' : 'calm';
}

/** How long something is overdue, in its largest unit: more would not be looked at. */
export function late(due: string, now: string, language: Language): string {
  const since = Date.parse(now) - Date.parse(due);
  const unit = [24 * 3_600_000, 3_600_000, 60_000].find((one) => since >= one) ?? 1_000;
  return length(Math.floor(since / unit) * unit, language);
}

/** How long is left. */
export function left(due: string, now: string, language: Language): string {
  return length(Date.parse(due) - Date.parse(now), language);
}
