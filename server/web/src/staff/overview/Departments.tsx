import { useState } from 'react';
import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { loads, type Load } from './departments';
import { words } from './words';

type Named = Load & { title: string };

/** What each department has under way, finished and overdue: as bars, or as a table. */
export function Departments({
  work,
  departments,
}: {
  work: components['schemas']['Overview'];
  departments: Map<string, Label> | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const [shown, show] = useState<'chart' | 'table'>('chart');
  const all = loads(work).map((load) => {
    const title = departments?.get(load.department);
    return { ...load, title: title ? told(title) : load.department };
  });
  return (
    <section className="overview-panel" aria-labelledby="overview-departments">
      <header>
        <h2 id="overview-departments">{say.departments}</h2>
        <div role="group" aria-label={say.show} className="overview-switch no-print">
          {(['chart', 'table'] as const).map((kind) => (
            <button key={kind} type="button" aria-pressed={shown === kind} onClick={() => show(kind)}>
              {say[kind]}
            </button>
          ))}
        </div>
      </header>
      <p className="overview-note">{all.length === 0 ? say.noDepartments : say.departmentsAbout}</p>
      {all.length === 0 ? null : shown === 'chart' ? <Bars all={all} /> : <Table all={all} />}
    </section>
  );
}

function Bars({ all }: { all: Named[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const most = Math.max(1, ...all.map((load) => Math.max(load.underWay + load.finished, load.overdue)));
  const width = (count: number) => ({ width: `${(count / most) * 100}%` });
  return (
    <>
      <ul className="overview-key" aria-hidden>
        <li className="finished">{say.finished}</li>
        <li className="under-way">{say.underWay}</li>
        <li className="overdue">{say.late}</li>
      </ul>
      <ul className="overview-bars">
        {all.map((load) => (
          <li key={load.department}>
            <span className="overview-bars-name">
              <Link to={`/applications?department=${encodeURIComponent(load.department)}`}>{load.title}</Link>
            </span>
            <span className="overview-bars-counts">
              <span className="sr-only">{say.finished} </span>
              {number(load.finished, language)}
              <span aria-hidden> / </span>
              <span className="sr-only">{say.underWay} </span>
              {number(load.underWay, language)}
              {load.overdue > 0 ? (
                <b>
                  <span className="sr-only">{say.late} </span>
                  {number(load.overdue, language)}
                </b>
              ) : null}
            </span>
            <span className="overview-bars-track" aria-hidden>
              <i className="finished" style={width(load.finished)} />
              <i className="under-way" style={width(load.underWay)} />
            </span>
            {load.overdue > 0 ? (
              <span className="overview-bars-track" aria-hidden>
                <i className="overdue" style={width(load.overdue)} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Table({ all }: { all: Named[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <table className="overview-table">
      <thead>
        <tr>
          <th scope="col">{say.department}</th>
          <th scope="col">{say.finished}</th>
          <th scope="col">{say.underWay}</th>
          <th scope="col">{say.late}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((load) => (
          <tr key={load.department}>
            <th scope="row">{load.title}</th>
            <td>{number(load.finished, language)}</td>
            <td>{number(load.underWay, language)}</td>
            <td className={load.overdue > 0 ? 'overdue' : undefined}>{number(load.overdue, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
