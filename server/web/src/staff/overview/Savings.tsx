import type { UseQueryResult } from '@tanstack/react-query';
import type { components } from '../../api/schema';
import { number } from '../../language/format';
import { useLanguage, useWords, useSay } from '../../language/language';
import type { Label } from '../../language/words';
import { Loaded } from '../frame/State';
import { Saved } from './Changes';
import { useComparisons, useLeads } from './data';
import { changes, FIGURES, together, type Change } from './figures';
import { ScenarioCard } from './ScenarioCard';
import { words } from './words';

type Listed = components['schemas']['ScenarioListed'];

/** The library: what every one-thing was before and is now, all together and each by itself. */
export function Savings({
  library,
  departments,
}: {
  library: UseQueryResult<Listed[]>;
  departments: Map<string, Label> | undefined;
}) {
  const say = useWords(words);
  return (
    <section className="overview-savings" aria-labelledby="overview-savings">
      <header>
        <h2 id="overview-savings">{say.savings}</h2>
        <p>{say.savingsAbout}</p>
      </header>
      <Loaded of={library}>
        {(listed) =>
          listed.length === 0 ? (
            <p>{say.noScenarios}</p>
          ) : (
            <Library listed={listed} departments={departments} />
          )
        }
      </Loaded>
    </section>
  );
}

function Library({ listed, departments }: { listed: Listed[]; departments: Map<string, Label> | undefined }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const sound = listed.filter((one) => one.sound).map((one) => one.id);
  const comparisons = useComparisons(sound);
  const leads = useLeads(sound);
  const compared = comparisons.flatMap((one) => (one.data ? [changes(one.data)] : []));
  const isWhole = compared.length === sound.length;
  return (
    <>
      {sound.length > 1 ? (
        <Together
          title={say.all(number(sound.length, language))}
          all={isWhole ? together(compared) : undefined}
        />
      ) : null}
      <ul className="overview-cards">
        {listed.map((one) => {
          const at = sound.indexOf(one.id);
          const lead = leads[at]?.data?.lead;
          const title = lead == null ? undefined : departments?.get(lead);
          return (
            <ScenarioCard
              key={one.id}
              scenario={one}
              lead={title ? told(title) : (lead ?? undefined)}
              comparison={comparisons[at]}
            />
          );
        })}
      </ul>
    </>
  );
}

/** The sum over all; none until each has come in. */
function Together({ title, all }: { title: string; all: Change[] | undefined }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <div className="overview-together" aria-busy={all === undefined}>
      <h3>{title}</h3>
      <dl>
        {FIGURES.map((figure) => {
          const change = all?.find((one) => one.figure === figure);
          return (
            <div key={figure}>
              <dt>{say.figures[figure]}</dt>
              <dd>
                {change ? <Saved change={change} /> : <b className="overview-same">–</b>}
                <span>
                  {change ? number(change.from, language) : '–'} <span aria-hidden>→</span>
                  <span className="sr-only">{say.to}</span> {change ? number(change.to, language) : '–'}
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
