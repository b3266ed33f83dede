import { Alert } from 'antd';
import { useMemo } from 'react';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { ways, type Generated, type Scenario } from './generate';
import { words } from './generateWords';

/** What came of making applications up: how many, which ways they went, what could not be begun. */
export function Made({ made, scenario }: { made: Generated; scenario: Scenario | undefined }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const all = useMemo(() => ways(made, scenario, told, say.usual), [made, scenario, told, say.usual]);
  const most = all[0]?.count ?? 1;
  const left = made.left > 0 ? say.left(number(made.left, language)) : undefined;
  return (
    <div className="generate">
      <div role="status">
        <Alert
          showIcon
          type={made.begun === 0 ? 'warning' : 'success'}
          title={made.begun === 0 ? say.begunNone : say.begun(number(made.begun, language))}
          description={left}
        />
      </div>
      {made.failed.map((failure) => (
        <Alert
          key={JSON.stringify(failure.answers)}
          type="warning"
          showIcon
          title={say.failed(number(failure.count, language))}
          description={told(failure.why)}
        />
      ))}
      {all.length === 0 ? null : (
        <div className="generate-ways" tabIndex={0} role="region" aria-label={say.ways}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say.way}</th>
                <th scope="col" className="generate-number">
                  {say.number}
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ way, count }) => (
                <tr key={way}>
                  <td>{way}</td>
                  <td className="generate-number">
                    <i aria-hidden style={{ inlineSize: `${(count / most) * 60}px` }} />
                    {number(count, language)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
