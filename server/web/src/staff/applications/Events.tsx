import { Button, Segmented } from 'antd';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { moment, number } from '../../language/format';
import { usePerson } from '../tasks/titles';
import type { Happened, History } from './events';
import { stepOf } from './fold';
import { words } from './runWords';
import type { Sentences } from './sentences';
import type { Entry } from './story';

const AT_ONCE = 100;

/** What happened until a moment, the newest first, a hundred at a time; what an event carries on demand. */
export function Events({
  history,
  timeline,
  isWhole,
  at,
  step,
  clearStep,
  sentences,
}: {
  /** None: only the timeline may be seen. */
  history: History | undefined;
  timeline: readonly Entry[];
  /** Whether all of it is there; a long one comes in parts. */
  isWhole: boolean;
  at: number | undefined;
  /** Only of this step. */
  step: string | undefined;
  clearStep: () => void;
  sentences: Sentences;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [which, setWhich] = useState<'essential' | 'everything'>('essential');
  const [count, setCount] = useState(AT_ONCE);
  const until = useDeferredValue(at);
  const all = useMemo(() => {
    if (history === undefined) return undefined;
    const happened = until === undefined ? history.parts : history.parts.slice(0, until);
    if (which === 'everything' || step !== undefined) {
      return step === undefined ? happened : happened.filter((event) => about(event) === step);
    }
    return happened.filter((event) => sentences.entry(event.sequence) !== undefined);
  }, [history, until, which, step, sentences]);
  const total = all?.length ?? timeline.length;
  const from = Math.max(0, total - count);
  return (
    <section className="card" aria-label={say.events}>
      <div className="card-head">
        <h2>{say.events}</h2>
        {history === undefined ? null : step === undefined ? (
          <Segmented
            aria-label={say.events}
            size="small"
            value={which}
            onChange={(value) => {
              setWhich(value);
              setCount(AT_ONCE);
            }}
            options={(['essential', 'everything'] as const).map((value) => ({ value, label: say[value] }))}
          />
        ) : (
          <span>
            {say.chosenStep(sentences.step(step) || step)}{' '}
            <Button size="small" onClick={clearStep}>
              {say.allSteps}
            </Button>
          </span>
        )}
      </div>
      <p className="quiet" role="status">
        {total === 0 ? say.noEvents : say.ofMany(number(total - from, language), number(total, language))}{' '}
        {isWhole ? null : say.coming}
      </p>
      <ol className="story">
        {all === undefined
          ? timeline
              .slice(from)
              .reverse()
              .map((entry) => <Told key={entry.sequence} entry={entry} />)
          : all
              .slice(from)
              .reverse()
              .map((event) => (
                <Event
                  key={event.sequence}
                  event={event}
                  by={history?.by.get(event.sequence)}
                  sentences={sentences}
                />
              ))}
      </ol>
      {from > 0 ? (
        <Button onClick={() => setCount(count + AT_ONCE)}>
          {say.earlier(number(Math.min(AT_ONCE, from), language))}
        </Button>
      ) : null}
    </section>
  );
}

function about(event: Happened): string | undefined {
  return event.step ?? stepOf(event.call) ?? stepOf(Object.values((event.kind ?? {}) as object)[0]);
}

function Told({ entry }: { entry: Entry }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  return (
    <li className={entry.unusual ? 'story-unusual' : undefined}>
      <time dateTime={entry.at}>{moment(entry.at, language)}</time>
      <span>
        <strong>{told(entry.who)}</strong> {told(entry.what)}{' '}
        {entry.unusual ? <span className="mark">{say.unusual}</span> : null}
      </span>
    </li>
  );
}

const Event = memo(function Event({
  event,
  by,
  sentences,
}: {
  event: Happened;
  by: string | undefined;
  sentences: Sentences;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const person = usePerson();
  const [isOpen, open] = useState(false);
  const entry = sentences.entry(event.sequence);
  const who = sentences.who(event);
  return (
    <li className={entry?.unusual ? 'story-unusual' : undefined}>
      <time dateTime={event.at}>{moment(event.at, language)}</time>
      <details className="event" onToggle={(toggled) => open(toggled.currentTarget.open)}>
        <summary>
          {who === undefined ? null : <strong>{who} </strong>}
          {sentences.what(event)} {entry?.unusual ? <span className="mark">{say.unusual}</span> : null}
        </summary>
        {isOpen ? (
          <dl className="payload">
            <div>
              <dt>{say.sequence}</dt>
              <dd>{event.sequence}</dd>
            </div>
            {by === undefined ? null : (
              <div>
                <dt>{say.byWhom}</dt>
                <dd>{person(by)}</dd>
              </div>
            )}
            <div>
              <dt>{say.raw}</dt>
              <dd>
                <pre tabIndex={0}>{JSON.stringify(event, null, 2)}</pre>
              </dd>
            </div>
          </dl>
        ) : null}
      </details>
    </li>
  );
});
