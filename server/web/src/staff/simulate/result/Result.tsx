import { Segmented } from 'antd';
import { useState } from 'react';
import { useLanguage, useWords } from '../../../language/language';
import type { Labels } from '../labels';
import type { Came, Run } from '../outcome';
import { named } from '../sides';
import { Differences } from './Differences';
import { Heat } from './Heat';
import { How } from './How';
import { Items, Situations } from './Items';
import { AllFigures, KeyFigures } from './KeyFigures';
import { Measures } from './Measures';
import { Queues } from './Queues';
import { Sections, type Section } from './Sections';
import { BottleneckNote, Staff } from './Staff';
import { Time } from './Time';
import { Warnings } from './Warnings';
import { words } from './words';

/** What a plan came to, or two of them and what differs. */
export function Result({ run, came, labels }: { run: Run; came: Came; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const sides = named(came, run.request, labels, language);
  const [key, setKey] = useState(sides.at(-1)?.key);
  const shown = sides.find((side) => side.key === key) ?? sides[0];
  if (shown === undefined) return null;
  const [from, to] = [sides[0]?.outcome.plan, sides.at(-1)?.outcome.plan];
  const isPair = sides.length > 1;
  const which = isPair ? (
    <Segmented
      size="small"
      className="sim-which"
      aria-label={say.sides}
      value={shown.key}
      onChange={setKey}
      options={sides.map((side) => ({ value: side.key, label: side.name }))}
    />
  ) : null;
  const sections: (Section | false)[] = [
    {
      id: 'figures',
      title: say.figures,
      content: <KeyFigures sides={sides} changes={came.changes} />,
    },
    isPair && {
      id: 'differences',
      title: say.differences,
      content: <Differences changes={came.changes} />,
    },
    { id: 'time', title: say.time, content: <Time sides={sides} /> },
    {
      id: 'staff',
      title: say.staff,
      content: (
        <>
          <BottleneckNote side={shown} labels={labels} />
          <Staff sides={sides} shown={shown} labels={labels} />
          <Queues key={shown.key} side={shown} labels={labels} />
        </>
      ),
      beside: which,
    },
    {
      id: 'heat',
      title: say.heat,
      content: <Heat side={shown} request={run.request} labels={labels} />,
      beside: which,
    },
    { id: 'items', title: say.items, content: <Items side={shown} labels={labels} />, beside: which },
    isPair &&
      from !== undefined &&
      to !== undefined &&
      from !== to && {
        id: 'measures',
        title: say.waterfall,
        content: <Measures request={run.request} from={from} to={to} labels={labels} />,
      },
    shown.outcome.situations.length > 0 && {
      id: 'situations',
      title: say.situations,
      content: <Situations side={shown} labels={labels} />,
      beside: which,
    },
    { id: 'all', title: say.all, content: <AllFigures sides={sides} changes={came.changes} /> },
    { id: 'how', title: say.how, content: <How run={run} sides={sides} labels={labels} /> },
  ];
  return (
    <>
      <Warnings sides={sides} labels={labels} />
      <Sections sections={sections.filter((one) => one !== false)} />
    </>
  );
}
