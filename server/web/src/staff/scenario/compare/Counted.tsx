import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { ComparisonView, ScenarioView } from '../asked';
import { words } from './words';

/** How the figures were found, and what stands beside them. */
export function Counted({ scenario, comparison }: { scenario: ScenarioView; comparison: ComparisonView }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const plain = (value: number) => number(value, language, 2);
  const { attribution, beside, stops, applicants } = comparison;
  const figures = scenario.plans.at(-1)?.figures ?? {};
  const title = (key: string) => told(figures[key]?.title ?? { zh: key, en: key });
  const method = comparison.method as Record<string, unknown>;
  const of = (key: string) => number(Number(method[key] ?? 0), language, 4);
  const facts: [string, string][] = [
    [say.rules, comparison.rules],
    [
      say.method,
      method['method'] === 'sampled'
        ? say.sampled(of('samples'), of('combinations'), String(method['seed']), of('relative_error'))
        : say.exact(of('ways')),
    ],
    [say.assumed, say.assumedOf(plain(comparison.assumed_facts))],
    [
      say.shares,
      attribution.method === 'sampled'
        ? say.sharesSampled(plain(attribution.orders ?? 0), String(attribution.seed ?? ''))
        : say.sharesExact,
    ],
  ];
  const named = (situation: string) => {
    // `situation=answer`, as the comparison tells it.
    const [id = '', answer] = situation.split('=');
    const found = scenario.situations.flatMap((one) =>
      one.answers
        .filter((known) => (answer === undefined ? known.id === id : one.id === id && known.id === answer))
        .map((known) => (one.ask ? `${told(one.ask)} ${told(known.title)}` : told(known.title))),
    );
    return found[0] ?? situation;
  };
  return (
    <section className="sc-paper" aria-label={say.counted}>
      <header>
        <h2>{say.counted}</h2>
      </header>
      <dl className="sc-facts">
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {Object.entries(say.besides).map(([key, fact]) => {
          const name = key as keyof typeof beside.from;
          if (beside.from[name] === 0 && beside.to[name] === 0) return null;
          return (
            <div key={key}>
              <dt>{fact}</dt>
              <dd>
                {plain(beside.from[name])} → {plain(beside.to[name])}
              </dd>
            </div>
          );
        })}
      </dl>
      {stops.length > 0 ? (
        <>
          <h3>{say.stops}</h3>
          <p className="sc-note">{say.stopsAbout}</p>
          <ul>
            {stops.map((stop) => (
              <li key={stop.answer}>
                <b>{named(stop.answer)}</b> {say.chance(`${number(stop.chance * 100, language, 1)} %`)}
                <div>{told(stop.text)}</div>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {applicants.length > 0 ? (
        <>
          <h3>{say.others}</h3>
          <ul>
            {applicants.map((one) => (
              <li key={one.applicant}>
                <b>
                  {told(
                    scenario.applicants.find(({ id }) => id === one.applicant)?.title ?? {
                      zh: one.applicant,
                      en: one.applicant,
                    },
                  )}
                </b>
                {Object.entries(one.figures).map(([key, { from, to }]) => (
                  <div key={key}>
                    {title(key)} {plain(from.base)} → {plain(to.base)}
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <details className="sc-definitions">
        <summary>{say.definitions}</summary>
        <dl className="sc-facts">
          {Object.keys(figures).flatMap((key) =>
            say.meanings[key] === undefined
              ? []
              : [
                  <div key={key}>
                    <dt>{title(key)}</dt>
                    <dd>{say.meanings[key]}</dd>
                  </div>,
                ],
          )}
        </dl>
      </details>
    </section>
  );
}
