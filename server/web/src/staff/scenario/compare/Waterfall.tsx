import { Segmented } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { ComparisonView, ScenarioView } from '../asked';
import type { Choice } from '../choice';
import type { Names } from '../names';
import { Chart, type Bar } from './Chart';
import { useMeasure } from './measures';
import { words } from './words';

/** What each measure does to a figure, with the reasons. */
export function Waterfall({
  scenario,
  comparison,
  names,
  choice,
}: {
  scenario: ScenarioView;
  comparison: ComparisonView;
  names: Names;
  choice: Choice;
}) {
  const say = useWords(words);
  const told = useSay();
  const measure = useMeasure();
  const { language } = useLanguage();
  const plan = (id: string) => scenario.plans.find((one) => one.id === id);
  const titles = plan(comparison.to)?.figures ?? {};
  const figures = Object.keys(titles).filter((key) =>
    comparison.waterfall.some(({ figure, change }) => figure === key && change !== 0),
  );
  const asked = choice.of('figure') ?? '';
  const figure = figures.includes(asked) ? asked : figures.includes('fields') ? 'fields' : (figures[0] ?? '');
  const change = comparison.figures[figure];
  if (change === undefined || figures.length === 0) {
    return (
      <section className="sc-paper">
        <h2>{say.waterfall}</h2>
        <p>{say.noChange}</p>
      </section>
    );
  }
  const title = told(titles[figure]?.title ?? { zh: figure, en: figure });
  const plain = (value: number) => number(value, language, 2);
  const signed = (value: number) => (value > 0 ? `+${plain(value)}` : plain(value).replace('-', '−'));
  let left = change.from.base;
  const steps = comparison.waterfall
    .filter((step) => step.figure === figure && step.change !== 0)
    .map((step) => {
      const before = left;
      left += step.change;
      return { ...step, before, after: left, title: measure(step.measure) };
    });
  const name = (id: string) => told(plan(id)?.title ?? { zh: id, en: id });
  const bars: Bar[] = [
    {
      title: name(comparison.from),
      from: 0,
      to: change.from.base,
      said: plain(change.from.base),
      isWhole: true,
    },
    ...steps.map((step) => ({
      title: step.title,
      from: step.before,
      to: step.after,
      said: signed(step.change),
      isWhole: false,
    })),
    { title: name(comparison.to), from: 0, to: change.to.base, said: plain(change.to.base), isWhole: true },
  ];
  return (
    <section className="sc-paper" aria-label={say.waterfall}>
      <header>
        <h2>{say.waterfall}</h2>
        <p>{say.waterfallAbout}</p>
      </header>
      <div className="sc-figures no-print">
        <Segmented
          aria-label={say.choose}
          value={figure}
          onChange={(to) => choice.set({ figure: to === 'fields' ? undefined : to })}
          options={figures.map((key) => ({
            value: key,
            label: told(titles[key]?.title ?? { zh: key, en: key }),
          }))}
        />
      </div>
      <div className="sc-waterfall">
        <div className="sc-table" tabIndex={0} role="region" aria-label={say.chart}>
          <Chart bars={bars} title={`${say.chart} ${title}`} />
        </div>
        <div className="sc-table" tabIndex={0} role="region" aria-label={`${say.waterfall} ${title}`}>
          <table>
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{say.measure}</th>
                <th scope="col" className="sc-number">
                  {say.change}
                </th>
                <th scope="col" className="sc-number">
                  {say.left}
                </th>
                <th scope="col" className="sc-number">
                  {say.share}
                </th>
                <th scope="col">{say.reasons}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map((step) => (
                <tr key={step.measure}>
                  <th scope="row">{step.title}</th>
                  <td className="sc-number">{signed(step.change)}</td>
                  <td className="sc-number">{plain(step.after)}</td>
                  <td className="sc-number">
                    {signed(comparison.attribution.shares[step.measure]?.[figure] ?? 0)}
                  </td>
                  <td>
                    <details className="sc-reasons">
                      <summary>{say.reasonsOf(step.because.length)}</summary>
                      <ul>
                        {step.because.map((reason) => (
                          <li key={reason.what}>
                            <b>{signed(reason.change)}</b> {names.text({ zh: reason.what, en: reason.what })}
                            <small>{names.text(reason.why)}</small>
                          </li>
                        ))}
                      </ul>
                    </details>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}
