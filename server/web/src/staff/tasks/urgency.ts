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

/** How long is left. */
export function left(due: string, now: string, language: Language): string {
  return length(Date.parse(due) - Date.parse(now), language);
}
