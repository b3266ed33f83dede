import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { moment, number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { spanSaid } from '../data/limits';
import { jointly, ways } from '../data/plans';
import { useDepartments, type Scenario } from '../data/queries';
import { ButtonLink } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { Heading } from '../parts/Heading';
import { Notice } from '../parts/Notice';
import { pathOf } from './Apply';
import { words } from './words';

/** What one should know before (填报须知): what is done, who may apply, what is needed, how long, how much. */
export function Know({
  scenario,
  plan: chosen,
  choose,
}: {
  scenario: Scenario;
  /** The way that is chosen, by its id. */
  plan: string | undefined;
  choose: (plan: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const plan = jointly(scenario, chosen);
  const all = ways(scenario);
  const drafts = useQuery({
    queryKey: ['applications', 'drafts', scenario.id],
    queryFn: () =>
      ask(
        api.GET('/api/v1/applications', {
          params: { query: { scenario: scenario.id, status: 'draft', limit: 1 } },
        }),
      ),
  });
  const draft = drafts.data?.items[0];
  const spread = (figure: string) => plan?.figures[figure] ?? { base: 0, min: 0, max: 0 };
  const span = (figure: string, said: (n: string) => string) => {
    const { base, min, max } = spread(figure);
    const usual = said(number(base, language));
    if (min === max) return usual;
    return base === max ? say.atMost(usual) : say.usually(usual, number(max, language));
  };
  const working = spread('limit_wd');
  const days = spread('limit_d');
  const fee = spread('cost_cny');
  return (
    <>
      <Heading>{told(scenario.title)}</Heading>
      {draft === undefined ? null : (
        <Notice kind="info" title={say.draftTitle}>
          {draft.opened_at ? <p>{say.draft(moment(draft.opened_at, language))}</p> : null}
          <div className="actions">
            <ButtonLink to={pathOf(scenario.id, 'details', { application: draft.id })}>{say.goOn}</ButtonLink>
          </div>
        </Notice>
      )}
      <section className="card">
        <h2>{say.what}</h2>
        <ul className="ticks">
          {scenario.items.map((item) => (
            <li key={item.id}>
              <span aria-hidden="true">✓</span>
              <span>
                {told(item.title)}
                <span className="small block">{sayOf(departments.data?.get(item.department), told)}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {all.length > 1 ? (
        <section className="card">
          <Choice
            id="way"
            label={say.way}
            hint={say.wayAbout}
            options={all.map((one) => ({ value: one.id, label: told(one.title) || one.id }))}
            value={plan === undefined ? [] : [plan.id]}
            onChange={([one]) => one !== undefined && choose(one)}
          />
        </section>
      ) : null}
      <section className="card">
        <dl className="rows">
          <div>
            <dt>{say.who}</dt>
            <dd>
              {scenario.applicants.map((party) => told(party.title)).join(language === 'zh' ? '、' : ', ')}
            </dd>
          </div>
          <div>
            <dt>{say.need}</dt>
            <dd>
              <div>{span('fields', say.fields)}</div>
              <div>{spread('materials').max === 0 ? say.papersNone : span('materials', say.papers)}</div>
              <div>{span('trips', say.trips)}</div>
            </dd>
          </div>
          <div>
            <dt>{say.time}</dt>
            <dd>
              {say.time0}{' '}
              {days.max > 0
                ? spanSaid(days.min, days.max, 'd', language)
                : spanSaid(working.min, working.max, 'wd', language)}
            </dd>
          </div>
          <div>
            <dt>{say.fee}</dt>
            <dd>{fee.max === 0 ? say.free : span('cost_cny', say.fees)}</dd>
          </div>
        </dl>
      </section>
      <Notice kind="info">
        <p>{say.notice}</p>
      </Notice>
      <div className="actions">
        <ButtonLink to={pathOf(scenario.id, 'guide')} kind={draft === undefined ? 'primary' : 'second'}>
          {draft === undefined ? say.begin : say.anew}
        </ButtonLink>
        <ButtonLink to="/apply" kind="quiet">
          {say.home}
        </ButtonLink>
      </div>
    </>
  );
}

function sayOf(
  label: { zh: string; en: string } | undefined,
  told: (label: { zh: string; en: string }) => string,
) {
  return label === undefined ? '' : told(label);
}
