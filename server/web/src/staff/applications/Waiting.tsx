import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { length, moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { words } from './runWords';

/** What an application waits for: the first in one sentence, the others behind it. */
export function Waiting({
  application,
  isOver,
  now,
}: {
  application: string;
  isOver: boolean;
  now: string | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const asked = useQuery({
    queryKey: ['application', application, 'waiting'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/waiting', { params: { path: { id: application } } })))
        .waiting,
  });
  if (asked.error) return <Failure error={asked.error} again={() => void asked.refetch()} />;
  const all = asked.data ?? [];
  const one = (each: (typeof all)[number]) => (
    <>
      <strong>{told(each.text)}</strong>{' '}
      <span className="quiet">
        {now === undefined ? null : say.sinceSpan(length(Date.parse(now) - Date.parse(each.since), language))}
        {each.until == null ? null : ` · ${say.until(moment(each.until, language))}`}
      </span>
    </>
  );
  const [first, ...rest] = all;
  return (
    <section className="waiting" aria-label={say.waiting}>
      <span className="waiting-label">{say.waiting}</span>
      <div role="status">
        {first === undefined
          ? asked.data === undefined
            ? null
            : isOver
              ? say.over
              : say.nothing
          : one(first)}
        {rest.length === 0 ? null : (
          <details>
            <summary>{say.waitingFor(rest.length)}</summary>
            <ul>
              {rest.map((each, at) => (
                <li key={`${each.step ?? ''} ${each.item ?? ''} ${at}`}>{one(each)}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
