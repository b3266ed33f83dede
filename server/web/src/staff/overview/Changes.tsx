import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { savedPercent, type Change } from './figures';
import { words } from './words';

/** How much less there is, in percent, as one word. */
export function Saved({ change }: { change: Change }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const percent = savedPercent(change);
  if (percent === undefined) {
    return <b className="overview-same">{change.to === 0 ? say.same : `+${number(change.to, language)}`}</b>;
  }
  if (percent === 0) return <b className="overview-same">{say.same}</b>;
  return (
    <b className={percent > 0 ? 'overview-less' : 'overview-more'}>
      <span className="sr-only">{percent > 0 ? say.saved : say.more} </span>
      <span aria-hidden>{percent > 0 ? '−' : '+'}</span>
      {Math.abs(percent)}%
    </b>
  );
}

/** Figures before and after as rows: numbers, and a bar of what is left of them. */
export function Changes({ changes }: { changes: Change[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <table className="overview-changes">
      <thead className="sr-only">
        <tr>
          <th scope="col" />
          <th scope="col">{say.from}</th>
          <th scope="col">{say.to}</th>
          <td />
          <th scope="col">{say.saved}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const most = Math.max(change.from, change.to, 1);
          return (
            <tr key={change.figure}>
              <th scope="row">{say.figures[change.figure]}</th>
              <td className="overview-from">{number(change.from, language)}</td>
              <td className="overview-to">
                <span aria-hidden>→ </span>
                {number(change.to, language)}
              </td>
              <td className="overview-bar" aria-hidden>
                <i className="before" style={{ width: `${(change.from / most) * 100}%` }} />
                <i className="after" style={{ width: `${(change.to / most) * 100}%` }} />
              </td>
              <td className="overview-saved">
                <Saved change={change} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
