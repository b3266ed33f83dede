import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { ComparisonView, ScenarioView } from '../asked';
import { useAmount } from '../KeyFigures';
import { save } from './csv';
import { words } from './words';

/** Every figure before and after: in the situation that is chosen, and over all of them. */
export function Figures({
  scenario,
  from,
  to,
  given,
  comparison,
}: {
  scenario: ScenarioView;
  from: string;
  to: string;
  given: string;
  comparison: ComparisonView | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const amount = useAmount();
  const { language } = useLanguage();
  const plain = (value: number) => number(value, language, 2);
  const [before, after] = [from, to].map((id) => scenario.plans.find((plan) => plan.id === id));
  const rows = Object.entries(after?.figures ?? {}).flatMap(([key, then]) => {
    const was = before?.figures[key];
    const change = comparison?.figures[key] ?? (was && { from: was, to: then, saved_percent: null });
    if (change === undefined) return [];
    // Another situation than the usual one is known with the comparison.
    const isKnown = comparison !== undefined || given === '';
    return [{ key, title: told(then.title), ...change, isKnown }];
  });
  // What nobody pays or waits for in any way is no row.
  const told_of = rows.filter(({ from, to }) => from.max !== 0 || to.max !== 0);
  const download = () =>
    save(`${scenario.id}.csv`, [
      [
        say.figure,
        ...[before, after].flatMap((plan) =>
          ['min', 'expected', 'max', 'base'].map((part) => `${plan?.id} ${part}`),
        ),
      ],
      ...rows.map(({ title, from, to }) => [
        title,
        ...[from, to].flatMap(({ min, expected, max, base }) => [min, expected, max, base].map(String)),
      ]),
    ]);
  const range = ({ min, max }: { min: number; max: number }) =>
    min === max ? plain(min) : `${plain(min)}–${plain(max)}`;
  return (
    <section className="sc-paper" aria-label={say.figures}>
      <header className="sc-head-row">
        <h2>{say.figures}</h2>
        <Button className="no-print" size="small" icon={<DownloadOutlined />} onClick={download}>
          {say.csv}
        </Button>
      </header>
      <div className="sc-table" tabIndex={0} role="region" aria-label={say.figures}>
        <table>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {say.figure}
              </th>
              <th scope="colgroup" colSpan={3}>
                {say.chosenWay}
              </th>
              <th scope="colgroup" colSpan={2}>
                {say.expected}
              </th>
              <th scope="colgroup" colSpan={2}>
                {say.range}
              </th>
            </tr>
            <tr>
              {[0, 1, 2].map((group) => (
                <Pair key={group} before={before} after={after} saved={group === 0 ? say.saved : undefined} />
              ))}
            </tr>
          </thead>
          <tbody>
            {told_of.map(({ key, title, from, to, isKnown }) => (
              <tr key={key}>
                <th scope="row">{title}</th>
                {isKnown ? (
                  <>
                    <td className="sc-number">{amount(key, from.base)}</td>
                    <td className="sc-number">
                      <strong>{amount(key, to.base)}</strong>
                    </td>
                    <td>
                      <Saved
                        from={from.base}
                        to={to.base}
                        isInformation={key === 'systems' || key === 'data_sources'}
                      />
                    </td>
                  </>
                ) : (
                  <td colSpan={3} className="sc-pending">
                    {say.pending}
                  </td>
                )}
                <td className="sc-number">{plain(from.expected)}</td>
                <td className="sc-number">{plain(to.expected)}</td>
                <td className="sc-number">{range(from)}</td>
                <td className="sc-number">{range(to)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Pair({
  before,
  after,
  saved,
}: {
  before: ScenarioView['plans'][number] | undefined;
  after: ScenarioView['plans'][number] | undefined;
  saved: string | undefined;
}) {
  const told = useSay();
  return (
    <>
      {[before, after].map((plan) => (
        <th key={plan?.id} scope="col" className="sc-number">
          {plan ? told(plan.title) : ''}
        </th>
      ))}
      {saved === undefined ? null : <th scope="col">{saved}</th>}
    </>
  );
}

/** How much less it is, as a share and as a bar. What is for information is no saving. */
function Saved({ from, to, isInformation }: { from: number; to: number; isInformation: boolean }) {
  const say = useWords(words);
  const { language } = useLanguage();
  if (from === to) return <span className="sc-pending">{say.unchanged}</span>;
  if (to > from || isInformation) {
    const by = number(Math.abs(to - from), language, 1);
    return (
      <span
        className={isInformation ? 'sc-pending' : 'sc-more'}
      >{`${to > from ? say.more : say.saved} ${by}`}</span>
    );
  }
  const share = ((from - to) / from) * 100;
  return (
    <span className="sc-saved">
      <span className="sc-saved-bar" style={{ width: `${share * 0.72}px` }} aria-hidden />
      {number(share, language, 1)} %
    </span>
  );
}
