import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { GraphDocument } from '../../../picture/graph';
import type { ScenarioView, TestsView } from '../asked';
import type { Names } from '../names';
import { Covered } from './Covered';
import { Table } from './Table';
import { words } from './words';
import './tests.css';

/** The tests of a scenario as a list, and what they reach and miss: the twin of the painted picture. */
export function Tests({
  scenario,
  tests,
  graph,
  names,
}: {
  scenario: ScenarioView;
  tests: TestsView;
  graph: GraphDocument;
  names: Names;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const plain = (value: number) => number(value, language);
  const all = tests.tests.length;
  return (
    <section className="sc-paper sc-tests" aria-label={say.title}>
      <header>
        <h2>{say.title}</h2>
        <p>{say.about}</p>
      </header>
      {all === 0 ? (
        <p className="sc-more">
          {say.noTests} {say.noTestsHint}
        </p>
      ) : (
        <p className={tests.failed === 0 ? 'sc-verdict sc-verdict-good' : 'sc-verdict sc-verdict-bad'}>
          {tests.failed === 0 ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />}
          {tests.failed === 0 ? say.allPassed(plain(all)) : say.someFailed(plain(tests.failed), plain(all))}
        </p>
      )}
      <Covered scenario={scenario} goals={tests.coverage.goals} graph={graph} names={names} />
      {all === 0 ? null : <List scenario={scenario} tests={tests} />}
    </section>
  );
}

/** Each test: how it came out; of one that failed, why and how to mend it. */
function List({ scenario, tests }: { scenario: ScenarioView; tests: TestsView }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  // What has to be looked at stands first.
  const ordered = [...tests.tests].sort((a, b) => Number(a.passed) - Number(b.passed));
  const plan = (id: string | null | undefined) => {
    const title = scenario.plans.find((one) => one.id === id)?.title;
    return title ? told(title) : (id ?? '–');
  };
  return (
    <>
      <h3>{say.tests}</h3>
      <Table
        label={say.tests}
        columns={[
          { title: say.result },
          { title: say.what },
          { title: say.plan },
          { title: say.events, isNumber: true },
        ]}
        stacks
      >
        {ordered.map((test) => (
          <tr key={test.test}>
            <td className={test.passed ? 'sc-short sc-passed' : 'sc-short sc-failed'}>
              {test.passed ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />}{' '}
              {test.passed ? say.passed : say.failed}
            </td>
            <th scope="row" className="sc-test">
              {test.title ? told(test.title) : test.test}
              <small>{test.test}</small>
              {test.faults.length === 0 ? null : <Faults faults={test.faults} open={!test.passed} />}
            </th>
            <td className="sc-short" data-title={say.plan}>
              {plan(test.plan)}
            </td>
            <td className="sc-number" data-title={say.events}>
              {test.events == null ? '–' : number(test.events, language)}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Faults({ faults, open }: { faults: TestsView['tests'][number]['faults']; open: boolean }) {
  const say = useWords(words);
  const told = useSay();
  return (
    <details open={open} className="sc-faults">
      <summary>{say.faults(faults.length)}</summary>
      <ul>
        {faults.map((fault, at) => (
          <li key={at}>
            {told(fault.what)}
            {fault.at ? <small>{say.line(fault.at.file, fault.at.line)}</small> : null}
            {fault.difference.length > 0 ? (
              <pre aria-label={say.difference}>{fault.difference.join('\n')}</pre>
            ) : null}
            <span className="sc-mend">{told(fault.mend)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
