import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { CountedFigure } from '../asked';
import { grouped } from '../grouped';
import type { Names } from '../names';
import { useUnit } from './Figure';
import { words } from './words';

type Line = CountedFigure['lines'][number];

/** What a figure is counted from, item by item where each has a list of its own. */
export function Lines({ figure, names }: { figure: CountedFigure; names: Names }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const unit = useUnit(figure.unit);
  if (figure.lines.length === 0) return <p className="sc-pending">{say.none}</p>;
  const groups = grouped(figure.lines, (line) => line.of ?? '');
  // Things that count once each need no column for how much.
  const isPlain =
    figure.unit === 'count' &&
    figure.lines.every(({ amount, what }) => amount === 1 && !what.includes(' → '));
  const title = (line: Line) => {
    const ends = line.what.split(' → ');
    if (ends.length > 1) return ends.map((end) => names.of(end.trim())).join(' → ');
    // A step's own title does not say of which item it is.
    const known = /[. /]/.test(line.what) && figure.unit !== 'CNY' ? names.known(line.what) : undefined;
    return known ?? (line.title ? told(line.title) : names.text({ zh: line.what, en: line.what }));
  };
  return [...groups].map(([item, lines]) => (
    <div key={item} className="sc-count-lines">
      {groups.size > 1 || item !== '' ? (
        <h4>
          {item === '' ? say.together : names.of(item)}{' '}
          <span>{say.lines(number(lines.length, language))}</span>
        </h4>
      ) : null}
      <ul className={isPlain ? 'sc-count-plain' : undefined}>
        {lines.map((line) => (
          <li key={`${line.what} ${line.of ?? ''}`}>
            <span>
              {title(line)}
              {line.what.endsWith('?') ? <small>{say.question}</small> : null}
            </span>
            {figure.unit === 'count' && line.amount === 1 ? null : <b>{unit(line.amount)}</b>}
          </li>
        ))}
      </ul>
    </div>
  ));
}
