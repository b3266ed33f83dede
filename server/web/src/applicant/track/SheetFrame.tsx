import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { day } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { limitSaid } from '../data/limits';
import { knownBy } from '../data/known';
import { numberOf } from '../data/number';
import { eventsOf, scenarioOf, useDepartments, type Application } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { words } from './words';

/** A sheet of A4: what it is, of which application, what it says, and who signs. */
export function Frame({
  application,
  title,
  at,
  by,
  more,
  children,
}: {
  application: Application;
  title: string;
  at: string;
  by?: string;
  /** What else may be done with it than printing it. */
  more?: ReactNode;
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
        {more}
        <ButtonLink to={`/track/${application.id}`} kind="second">
          {say.back}
        </ButtonLink>
      </div>
    </>
  );
}

/** Who applies, and for what. */
export function Applied({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const scenario = useQuery(scenarioOf(application.scenario));
  const party = scenario.data?.applicants.find((one) => one.id === application.applicant);
  const nameOf = useName(application);
  return (
    <dl className="rows">
      <div>
        <dt>{say.to}</dt>
        <dd>{nameOf(application.applicant, party && told(party.title))}</dd>
      </div>
      <div>
        <dt>{say.thing}</dt>
        <dd>{told(scenario.data?.title ?? application.title)}</dd>
      </div>
    </dl>
  );
}

/** Items as a table: what, by whom, and how long it takes. */
export function Items({ application, only }: { application: Application; only?: string[] }) {
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

/** A party by name, as far as it is known, with what it is to the application. */
export function useName(application: Application): (party: string, title: string | undefined) => string {
  const say = useWords(words);
  const events = useQuery(eventsOf(application.id));
  const known = knownBy(events.data ?? []);
  return (party, title = '') => {
    const name = known.get(`${party}.name`)?.value;
    if (name === undefined) return title;
    return title === '' ? name : say.person(name, title);
  };
}

/** Who signs what several departments have to do with: the one in charge of the whole. */
export function useSigner(application: Application): (items: string[]) => string | undefined {
  const told = useSay();
  const departments = useDepartments();
  const scenario = useQuery(scenarioOf(application.scenario));
  return (items) => {
    const of = application.items.filter((item) => items.includes(item.id)).map((item) => item.department);
    const only = new Set(of).size === 1 ? of[0] : scenario.data?.lead;
    const title = departments.data?.get(only ?? '');
    return title && told(title);
  };
}
