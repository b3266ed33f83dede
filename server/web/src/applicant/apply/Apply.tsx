import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router';
import { useKept } from '../../api/kept';
import { isRefused } from '../../api/problem';
import { useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { applicationOf, formOf, scenarioOf, type Scenario } from '../data/queries';
import { useFollowing } from '../data/live';
import { jointly } from '../data/plans';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Steps } from '../parts/Steps';
import { useSorted } from './asked';
import { Check } from './Check';
import { Details } from './Details';
import { Done } from './Done';
import { Guide } from './Guide';
import { known, written, type Given } from './guide';
import { Know } from './Know';
import { MyList } from './MyList';
import { Papers } from './Papers';
import { words } from './words';

/** The pages of the flow, and which of the steps each belongs to. */
const PAGES = ['know', 'guide', 'list', 'details', 'papers', 'check', 'done'] as const;
export type Page = (typeof PAGES)[number];
const STEP: Record<Page, number> = { know: 0, guide: 1, list: 1, details: 2, papers: 3, check: 4, done: 5 };

/** Where a page of the flow is: everything it needs is in its address, so that going back and reloading work. */
export function pathOf(scenario: string, page: Page, more: Record<string, string> = {}): string {
  return `/apply/${scenario}?${new URLSearchParams({ page, ...more }).toString()}`;
}

/** Applying for one thing, from what one should know to the receipt. */
export default function Apply() {
  const { scenario: id = '' } = useParams();
  const say = useWords(words);
  const scenario = useQuery(scenarioOf(id));
  if (isRefused(scenario.error, 404)) {
    return (
      <div className="column">
        <Heading>{say.missing}</Heading>
        <div className="actions">
          <ButtonLink to="/apply">{say.home}</ButtonLink>
        </div>
      </div>
    );
  }
  return <Loaded of={scenario}>{(data) => <Flow key={data.id} scenario={data} />}</Loaded>;
}

function Flow({ scenario }: { scenario: Scenario }) {
  const say = useWords(words);
  const me = useMe();
  const [params] = useSearchParams();
  const [kept, keep, forget] = useKept<Given>(`guide.${me.data?.id ?? ''}.${scenario.id}`, {});
  const given = known(kept, scenario);
  const [chosen, choose, forgetPlan] = useKept(`plan.${me.data?.id ?? ''}.${scenario.id}`, '');
  const plan = jointly(scenario, chosen)?.id;
  const form = useQuery(formOf(scenario.id, written(given), plan));
  const page = PAGES.find((one) => one === params.get('page')) ?? 'know';
  const application = params.get('application') ?? undefined;
  const answered = { scenario, given };
  useEffect(() => {
    // Once it is begun with them, the next one is asked afresh.
    if (application === undefined) return;
    forget();
    forgetPlan();
  }, [application, forget, forgetPlan]);
  return (
    <>
      <Steps names={say.steps} at={STEP[page]} />
      <div className="column">
        {page === 'know' ? (
          <Know scenario={scenario} plan={plan} choose={choose} />
        ) : page === 'guide' ? (
          <Loaded of={form}>{(data) => <Guide {...answered} form={data} answer={keep} />}</Loaded>
        ) : page === 'list' ? (
          <Loaded of={form}>{(data) => <MyList {...answered} form={data} />}</Loaded>
        ) : application === undefined ? (
          <Navigate to={pathOf(scenario.id, 'know')} replace />
        ) : (
          <Begun key={application} scenario={scenario} id={application} page={page} />
        )}
      </div>
    </>
  );
}

/** The pages of an application that was begun. */
function Begun({ scenario, id, page }: { scenario: Scenario; id: string; page: Page }) {
  const application = useQuery(applicationOf(id));
  const asked = useSorted(id);
  useFollowing(id);
  // Somebody else's, or gone: one begins anew.
  if (isRefused(application.error, 404)) return <Navigate to={pathOf(scenario.id, 'know')} replace />;
  return (
    <Loaded of={application}>
      {(data) => {
        if (page === 'done') return <Done application={data} scenario={scenario} />;
        if (data.status !== 'draft' && asked.data !== undefined) {
          const { fields, papers } = asked.data;
          // What was handed in is followed, no longer filled in; just now, it has its receipt.
          const to = page === 'check' ? pathOf(scenario.id, 'done', { application: id }) : `/track/${id}`;
          if (fields.length + papers.length === 0) return <Navigate to={to} replace />;
        }
        if (page === 'papers') return <Papers application={data} />;
        if (page === 'check') return <Check application={data} scenario={scenario} />;
        return <Details application={data} />;
      }}
    </Loaded>
  );
}
