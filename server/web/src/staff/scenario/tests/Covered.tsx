import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import type { GraphDocument } from '../../../picture/graph';
import { Sign } from '../../../picture/Sign';
import type { Goal, ScenarioView } from '../asked';
import type { Names } from '../names';
import { byKind, KINDS } from './cover';
import { useGoal } from './goal';
import { Table } from './Table';
import { words } from './words';

/** How much of each kind tests reach, what they miss, and each goal with how many tests come to it. */
export function Covered({
  scenario,
  goals,
  graph,
  names,
}: {
  scenario: ScenarioView;
  goals: readonly Goal[];
  graph: GraphDocument;
  names: Names;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const goal = useGoal(scenario, graph, names);
  const plain = (value: number) => number(value, language);
  const missing = goals.filter(({ tests }) => tests === 0);
  const ordered = KINDS.flatMap((kind) => goals.filter((one) => one.kind === kind));
  const key = (one: Goal) => `${one.kind} ${one.plan ?? ''} ${one.of} ${one.to ?? ''}`;
  return (
    <>
      <h3>{say.coverage}</h3>
      <dl className="sc-covered">
        {byKind(goals).map(({ kind, reached, all }) => (
          <div key={kind} className={reached === all ? 'sc-covered-whole' : 'sc-covered-part'}>
            <dt>{say.kinds[kind]}</dt>
            <dd>
              <strong>{say.of(plain(reached), plain(all))}</strong>
              <span className="sc-covered-bar" aria-hidden>
                <i style={{ width: `${(reached / all) * 100}%` }} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {missing.length === 0 ? (
        <p className="sc-passed">{say.nothingMissing}</p>
      ) : (
        <section aria-label={say.missing} className="sc-missing">
          <h3>{say.missing}</h3>
          <ul>
            {missing.map((one) => (
              <li key={key(one)}>
                <Mark tests={0} />{' '}
                <span className="sc-tag">{say.kinds[one.kind as keyof typeof say.kinds]}</span> {goal(one)}
              </li>
            ))}
          </ul>
        </section>
      )}
      <details className="sc-definitions">
        <summary>{say.everything}</summary>
        <Table
          label={say.everything}
          columns={[{ title: say.kind }, { title: say.goal }, { title: say.count, isNumber: true }]}
        >
          {ordered.map((one) => (
            <tr key={key(one)}>
              <td className="sc-short">{say.kinds[one.kind as keyof typeof say.kinds]}</td>
              <th scope="row" className="sc-test">
                {goal(one)}
              </th>
              <td className="sc-number">
                <Mark tests={one.tests} /> {one.tests === 0 ? say.none : plain(one.tests)}
              </td>
            </tr>
          ))}
        </Table>
      </details>
    </>
  );
}

function Mark({ tests }: { tests: number }) {
  return (
    <svg className="sc-mark" width={18} height={18} aria-hidden>
      <Sign reach={tests > 0 ? 'reached' : 'missed'} x={9} y={9} />
    </svg>
  );
}
