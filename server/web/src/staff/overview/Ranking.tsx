import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { measures as titles } from '../../language/measures';
import type { Ranked } from './figures';
import { words } from './words';

/** Which measures save most across the library: a bar each, with its part of all that is saved. */
export function Ranking({ measures }: { measures: Ranked[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const most = Math.max(...measures.map((one) => Math.abs(one.weight)), Number.MIN_VALUE);
  return (
    <details className="overview-ranking">
      <summary>{say.ranking}</summary>
      <p>{say.rankingAbout}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say.measure}</th>
            <th scope="col">{say.taken}</th>
            <th scope="col">{say.part}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {measures.map((one) => (
            <tr key={one.measure}>
              <th scope="row">{titles[language][one.measure] ?? one.measure}</th>
              <td>{number(one.scenarios, language)}</td>
              <td>{number(Math.round(one.weight * 1000) / 10, language)}%</td>
              <td aria-hidden>
                <i style={{ width: `${(Math.abs(one.weight) / most) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
