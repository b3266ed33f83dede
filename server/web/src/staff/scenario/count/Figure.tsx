import { ArrowRightOutlined } from '@ant-design/icons';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import type { CountedFigure } from '../asked';
import { useAmount } from '../KeyFigures';
import type { Names } from '../names';
import { Lines } from './Lines';
import { rules } from './rules';
import { words } from './words';

/** One figure: before and after; opened, its lines and the rules that it goes by. */
export function Figure({
  before,
  after,
  plans,
  names,
  open,
  turn,
}: {
  before: CountedFigure | undefined;
  after: CountedFigure;
  /** What the plans are called: before and after, or the only one. */
  plans: readonly string[];
  names: Names;
  open: boolean;
  turn: (open: boolean) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const amount = useAmount();
  const value = useUnit(after.unit);
  const said = (of: number) => (after.unit === 'wd' || after.unit === 'd' ? amount(after.id, of) : value(of));
  const sides = plans.length === 1 || before === undefined ? [after] : [before, after];
  return (
    <li id={`counted-${after.id}`}>
      <details open={open} onToggle={(event) => turn(event.currentTarget.open)}>
        <summary>
          <span className="sc-count-title">{told(after.title)}</span>
          <span className="sc-count-values">
            {before && before !== after && before.value !== after.value ? (
              <>
                <span className="sc-key-from">{said(before.value)}</span>
                <ArrowRightOutlined aria-label={say.becomes} />
              </>
            ) : null}
            <strong>{said(after.value)}</strong>
          </span>
          <Change before={before?.value ?? after.value} after={after.value} id={after.id} />
          <span className="sc-count-rules">{after.rules.map(say.rule).join(' · ')}</span>
        </summary>
        <dl className="sc-count-by" aria-label={say.rules}>
          {after.rules.map((rule) => (
            <div key={rule}>
              <dt>{say.rule(rule)}</dt>
              <dd>{rules[rule] ? <Rule text={told(rules[rule])} /> : say.onlyNumber}</dd>
            </div>
          ))}
        </dl>
        <div className="sc-count-sides">
          {sides.map((side, at) => (
            <section key={plans[at]} aria-label={plans[at]}>
              <h3>
                {plans[at]} <span>{said(side.value)}</span>
              </h3>
              <Lines figure={side} names={names} />
            </section>
          ))}
        </div>
        {after.unit === 'wd' || after.unit === 'd' ? <p className="sc-note">{say.longest}</p> : null}
      </details>
    </li>
  );
}

/** A rule's words; what stands in backquotes is a key of the format. */
function Rule({ text }: { text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

/** What stands for information is no saving. */
const FOR_INFORMATION = ['systems', 'data_sources'];

function Change({ before, after, id }: { before: number; after: number; id: string }) {
  const say = useWords(words);
  const { language } = useLanguage();
  if (before === after) return <span className="sc-count-change sc-pending">{say.same}</span>;
  const by = number(Math.abs(after - before), language, 1);
  if (after > before) {
    return (
      <span className={`sc-count-change ${FOR_INFORMATION.includes(id) ? 'sc-pending' : 'sc-more'}`}>
        {say.more(by)}
      </span>
    );
  }
  const share = `${number(((before - after) / before) * 100, language, 1)} %`;
  return <span className="sc-count-change sc-saved">{say.less(share)}</span>;
}

/** An amount with its unit. */
export function useUnit(unit: string): (value: number) => string {
  const say = useWords(words);
  const { language } = useLanguage();
  return (value) => {
    const plain = number(value, language, 1);
    if (unit === 'min') return say.minutes(plain);
    if (unit === 'CNY') return say.money(plain);
    if (unit === 'wd') return say.working(plain);
    return unit === 'd' ? say.calendar(plain) : plain;
  };
}
