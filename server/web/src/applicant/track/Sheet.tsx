import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { day, moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { limitSaid } from '../data/limits';
import { numberOf } from '../data/number';
import {
  eventsOf,
  formOf,
  noticesOf,
  resultsOf,
  scenarioOf,
  timelineOf,
  useDepartments,
  type Application,
} from '../data/queries';
import { halves } from '../apply/asked';
import { first, wantedAt, whyOf } from '../data/story';
import { Button, ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { documents } from './notices';
import { words } from './words';

/** One document as a sheet of A4: on the screen as on paper. */
export function Sheet({ application, paper }: { application: Application; paper: string }) {
  if (paper === 'receipt') return <Receipt application={application} />;
  const [kind, at] = paper.split('-');
  return kind === 'certificate' ? (
    <Certificate application={application} at={Number(at)} />
  ) : (
    <NoticeSheet application={application} sequence={Number(at)} />
  );
}

function Frame({
  application,
  title,
  at,
  by,
  children,
}: {
  application: Application;
  title: string;
  at: string;
  by?: string;
  children: ReactNode;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <>
      <article className="sheet">
        <Heading>{title}</Heading>
        <p className="sheet-number">
          {say.number} {numberOf(application)}
        </p>
        {children}
        <p className="sheet-sign">
          {by}
          <br />
          {day(at, language)}
        </p>
        <p className="small sheet-foot">{say.sheetFoot}</p>
      </article>
      <div className="actions no-print">
        <Button onClick={() => window.print()}>{say.print}</Button>
        <ButtonLink to={`/track/${application.id}`} kind="second">
          {say.back}
        </ButtonLink>
      </div>
    </>
  );
}

/** Who applies, and for what. */
function Applied({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const scenario = useQuery(scenarioOf(application.scenario));
  const party = scenario.data?.applicants.find((one) => one.id === application.applicant);
  return (
    <dl className="rows">
      <div>
        <dt>{say.to}</dt>
        <dd>{party ? told(party.title) : ''}</dd>
      </div>
      <div>
        <dt>{say.thing}</dt>
        <dd>{told(scenario.data?.title ?? application.title)}</dd>
      </div>
    </dl>
  );
}

function Items({ application, only }: { application: Application; only?: string[] }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const items = application.items.filter((item) => only === undefined || only.includes(item.id));
  return (
    <table className="sheet-table">
      <thead>
        <tr>
          <th scope="col">{say.item}</th>
          <th scope="col">{say.department}</th>
          <th scope="col">{say.limit}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const department = departments.data?.get(item.department);
          return (
            <tr key={item.id}>
              <td>{told(item.title)}</td>
              <td>{department ? told(department) : ''}</td>
              <td>{item.limit ? limitSaid(item.limit, language) : '—'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Receipt({ application }: { application: Application }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const events = useQuery(eventsOf(application.id));
  return (
    <Loaded of={events}>
      {(raw) => {
        const at = first(raw, 'submitted');
        if (at === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        return (
          <Frame application={application} title={say.receipt} at={at}>
            <Applied application={application} />
            <p>{say.receiptBody}</p>
            <Items application={application} />
            <p>
              {say.submitted} {moment(at, language)}
            </p>
            <p>{say.receiptMaterials}</p>
          </Frame>
        );
      }}
    </Loaded>
  );
}

function NoticeSheet({ application, sequence }: { application: Application; sequence: number }) {
  const say = useWords(words);
  const told = useSay();
  const departments = useDepartments();
  const notices = useQuery(noticesOf(application.id));
  const timeline = useQuery(timelineOf(application.id));
  const events = useQuery(eventsOf(application.id));
  const raw = events.data ?? [];
  return (
    <Loaded of={notices}>
      {(all) => {
        const found = documents(all).find((one) => one.sequence === sequence);
        if (found === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        const items = found.notices.flatMap((one) => (one.item == null ? [] : [one.item]));
        const item = application.items.find((one) => one.id === items[0]);
        const department = departments.data?.get(item?.department ?? '');
        const asked = ['correction', 'supplement'].includes(found.kind) ? wantedAt(sequence, raw) : [];
        const listed = (timeline.data ?? []).filter((entry) => asked.includes(entry.sequence));
        const why = found.notices
          .map((one) => whyOf(one.sequence, raw))
          .find((reason) => reason !== undefined);
        return (
          <Frame
            application={application}
            title={say.kinds[found.kind] ?? told(found.notices[0]?.kind_title ?? { zh: '', en: '' })}
            at={found.at}
            by={department && items.length === 1 ? told(department) : undefined}
          >
            <Applied application={application} />
            <p>{say.bodies[found.kind] ?? say.bodies.notice}</p>
            {items.length === 0 ? null : <Items application={application} only={items} />}
            {listed.length > 0 ? (
              <>
                <h2>{say.listed}</h2>
                <ol>
                  {listed.map((entry) => (
                    <li key={entry.sequence}>{told(entry.what)}</li>
                  ))}
                </ol>
              </>
            ) : null}
            {why === undefined ? null : (
              <p>
                {say.reason}：{why}
              </p>
            )}
            {found.kind in say.bodies && found.kind !== 'notice' && found.kind !== 'correction'
              ? null
              : found.notices.map((notice) => <p key={notice.sequence}>{told(notice.text)}</p>)}
          </Frame>
        );
      }}
    </Loaded>
  );
}

function Certificate({ application, at }: { application: Application; at: number }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const results = useQuery(resultsOf(application.id));
  const scenario = useQuery(scenarioOf(application.scenario));
  const form = useQuery(formOf(application.scenario, ''));
  return (
    <Loaded of={results}>
      {(all) => {
        const one = all[at];
        if (one === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        const item = application.items.find((known) => known.id === one.item);
        const department = departments.data?.get(item?.department ?? '');
        // A party that does not apply has no title of its own in the API; what is asked of it begins with it.
        const party = scenario.data?.applicants.find((known) => known.id === one.holder);
        const asked = [...(form.data?.fields ?? []), ...(form.data?.materials ?? [])];
        const about = asked.find((fact) => fact.id.startsWith(`${one.holder}.`));
        const holder = party ? told(party.title) : about && halves(told(about.title)).whose;
        return (
          <Frame
            application={application}
            title={told(one.title)}
            at={one.at}
            by={department ? told(department) : undefined}
          >
            <dl className="rows sheet-rows">
              {holder === undefined ? null : (
                <div>
                  <dt>{say.holder}</dt>
                  <dd>{holder}</dd>
                </div>
              )}
              <div>
                <dt>{say.byItem}</dt>
                <dd>{item ? told(item.title) : ''}</dd>
              </div>
              <div>
                <dt>{say.issuer}</dt>
                <dd>{department ? told(department) : ''}</dd>
              </div>
              <div>
                <dt>{say.issuedOn}</dt>
                <dd>{day(one.at, language)}</dd>
              </div>
            </dl>
          </Frame>
        );
      }}
    </Loaded>
  );
}
