import { Alert, Select, Spin } from 'antd';
import { useId } from 'react';
import { useSay, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { useComparison } from '../asked';
import type { Viewed } from '../view';
import { Ask } from './Ask';
import { Counted } from './Counted';
import { Figures } from './Figures';
import { Waterfall } from './Waterfall';
import { words } from './words';

/** Two plans side by side, figure by figure, with what each measure does to them. */
export default function Compare(viewed: Viewed) {
  const say = useWords(words);
  const told = useSay();
  const { scenario, choice } = viewed;
  const ids = scenario.plans.map(({ id }) => id);
  const known = (id: string | undefined, usual: string) =>
    id !== undefined && ids.includes(id) ? id : usual;
  const [first, last] = [ids[0] ?? '', ids.at(-1) ?? ''];
  const [from, to] = [known(choice.of('from'), first), known(choice.of('to'), last)];
  const label = useId();
  if (ids.length < 2) return <Alert type="info" showIcon title={say.onlyOne} />;
  const picker = (name: 'from' | 'to', value: string, usual: string) => (
    <label className="sc-picker" htmlFor={`${label}-${name}`}>
      <span>{say[name]}</span>
      <Select
        id={`${label}-${name}`}
        value={value}
        onChange={(plan) => choice.set({ [name]: plan === usual ? undefined : plan })}
        options={scenario.plans.map(({ id, title }) => ({ value: id, label: told(title) }))}
        popupMatchSelectWidth={false}
      />
    </label>
  );
  return (
    <div className="sc-compare">
      <div className="sc-bar no-print">
        {picker('from', from, first)}
        {picker('to', to, last)}
      </div>
      {from === to ? (
        <Alert type="info" showIcon title={say.same} />
      ) : (
        <Compared {...viewed} from={from} to={to} />
      )}
    </div>
  );
}

function Compared(viewed: Viewed & { from: string; to: string }) {
  const say = useWords(words);
  const { scenario, given, names, choice, from, to } = viewed;
  const comparison = useComparison(scenario.id, from, to, given);
  const { data } = comparison;
  return (
    <>
      {/* What each plan comes to is known before the comparison is. */}
      <Figures scenario={scenario} from={from} to={to} given={given} comparison={data} />
      {comparison.error ? <Failure error={comparison.error} again={() => void comparison.refetch()} /> : null}
      {data === undefined ? (
        comparison.error ? null : (
          <div className="sc-deriving" role="status">
            <Spin size="small" /> {say.deriving}
          </div>
        )
      ) : (
        <>
          <Waterfall scenario={scenario} comparison={data} names={names} choice={choice} />
          <Ask comparison={data} names={names} choice={choice} />
          <Counted scenario={scenario} comparison={data} />
        </>
      )}
    </>
  );
}
