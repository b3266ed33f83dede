import { length, moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import type { ApplicationView } from '../tasks/case';
import type { Timer } from './fold';
import { words } from './runWords';
import type { Sentences } from './sentences';

/** What runs out when. */
export function Timers({
  timers,
  application,
  now,
  sentences,
}: {
  timers: readonly Timer[];
  application: ApplicationView;
  now: string | undefined;
  sentences: Sentences;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const about = (timer: Timer) => {
    const item = application.items.find((one) => one.id === timer.item);
    if (item !== undefined) return told(item.title);
    return timer.step === undefined ? (timer.fact ?? '') : sentences.step(timer.step);
  };
  if (timers.length === 0) return <p className="quiet">{say.noTimers}</p>;
  return (
    <ul className="timers">
      {timers.map((timer) => {
        const left = now === undefined ? undefined : Date.parse(timer.due) - Date.parse(now);
        return (
          <li key={timer.id}>
            <span>
              <strong>{say.timer[timer.what] ?? timer.what}</strong> {about(timer)}
            </span>
            <time dateTime={timer.due} className="quiet">
              {moment(timer.due, language)}
              {left === undefined ? '' : ` · ${left <= 0 ? say.passed : say.inTime(length(left, language))}`}
            </time>
          </li>
        );
      })}
    </ul>
  );
}
