import { useLanguage, useWords } from '../../language/language';
import { moment } from '../../language/format';
import { late, left, urgency } from './urgency';
import { words } from './words';

/** A light with words: how much time is left, or since when there is none. */
export function Light({
  of,
  now,
}: {
  of: { overdue: boolean; due_at?: string | null };
  now: string | undefined;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const how = urgency(of, now);
  const text =
    how === 'over'
      ? of.due_at == null || now === undefined || Date.parse(of.due_at) >= Date.parse(now)
        ? say.over
        : say.overBy(late(of.due_at, now, language))
      : of.due_at == null || now === undefined
        ? say.noLimit
        : Date.parse(of.due_at) <= Date.parse(now)
          ? say.dueNow
          : say.left(left(of.due_at, now, language));
  return (
    <span
      className={`light light-${how}`}
      title={of.due_at == null ? undefined : moment(of.due_at, language)}
    >
      <svg viewBox="0 0 12 12" width={12} height={12} aria-hidden>
        {how === 'over' ? (
          <path d="M6 0.5L11.8 11.2H0.2z" />
        ) : how === 'soon' ? (
          <path d="M6 0L12 6L6 12L0 6z" />
        ) : (
          <circle cx={6} cy={6} r={5} />
        )}
      </svg>
      {text}
    </span>
  );
}
