import type { UseQueryResult } from '@tanstack/react-query';
import type { components } from '../../api/schema';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { Failure, Loaded } from '../frame/State';
import { Saved } from './Changes';
import { usePortfolio } from './data';
import { Downloads } from './Downloads';
import { FIGURES, together, type Change } from './figures';
import { Ranking } from './Ranking';
import { ScenarioCard } from './ScenarioCard';
import { words } from './words';

type Listed = components['schemas']['ScenarioListed'];
type Portfolio = components['schemas']['PortfolioView'];

/** The library: what every one-thing was before and is now, all together and each by itself. */
export function Savings({ library }: { library: UseQueryResult<Listed[]> }) {
  const say = useWords(words);
  return (
    <section className="overview-savings" aria-labelledby="overview-savings">
      <header>
        <div>
          <h2 id="overview-savings">{say.savings}</h2>
          <p>{say.savingsAbout}</p>
        </div>
        <Downloads />
      </header>
      <Loaded of={library}>
        {(listed) => (listed.length === 0 ? <p>{say.noScenarios}</p> : <Library listed={listed} />)}
      </Loaded>
    </section>
  );
}

function Library({ listed }: { listed: Listed[] }) {
  const portfolio = usePortfolio();
  const told = portfolio.data;
  const of = new Map(told?.scenarios.map((one) => [one.scenario, one]));
  return (
    <>
      {portfolio.error ? <Failure error={portfolio.error} again={() => void portfolio.refetch()} /> : null}
      {listed.length > 1 ? <Together portfolio={told} /> : null}
      {told && told.measures.length > 0 ? <Ranking measures={told.measures} /> : null}
      <ul className="overview-cards">
        {listed.map((one) => (
          <ScenarioCard
            key={one.id}
            scenario={one}
            compared={of.get(one.id)}
            isAwaited={one.sound && portfolio.isPending}
          />
        ))}
      </ul>
    </>
  );
}

/** The sum over all, and how much of what they need is shared; dashes until it has come in. */
function Together({ portfolio }: { portfolio: Portfolio | undefined }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const all = portfolio && together(portfolio);
  const without = portfolio?.left_out.length ?? 0;
  const shares = [
    ['fieldsShared', portfolio?.shared.fields],
    ['materialsShared', portfolio?.shared.materials],
  ] as const;
  return (
    <div className="overview-together" aria-busy={portfolio === undefined}>
      <h3>
        {say.all(portfolio ? number(portfolio.scenarios.length, language) : '')}
        {without > 0 ? <small>{say.leftOut(number(without, language))}</small> : null}
      </h3>
      <dl>
        {FIGURES.map((figure) => (
          <Total
            key={figure}
            label={say.figures[figure]}
            change={all?.find((one) => one.figure === figure)}
          />
        ))}
        {shares.map(([label, share]) => (
          <div key={label}>
            <dt>{say[label]}</dt>
            <dd>
              <b className="overview-share">
                {share?.percent == null ? '–' : `${number(share.percent, language)}%`}
              </b>
              <span>
                {share ? say.ofNeeded(number(share.shared, language), number(share.needed, language)) : '–'}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Total({ label, change }: { label: string; change: Change | undefined }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {change ? <Saved change={change} /> : <b className="overview-same">–</b>}
        <span>
          {change ? number(change.from, language) : '–'} <span aria-hidden>→</span>
          <span className="sr-only">{say.to}</span> {change ? number(change.to, language) : '–'}
        </span>
      </dd>
    </div>
  );
}
