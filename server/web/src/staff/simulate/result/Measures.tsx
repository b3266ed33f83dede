import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { Waterfall } from '../../../chart/Waterfall';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import type { Labels } from '../labels';
import type { Request } from '../outcome';
import { useScenario, type ScenarioView } from '../queries';
import { words } from './words';

type ComparisonView = components['schemas']['ComparisonView'];

/** What each measure between two plans brings, by the counting rules. */
export function Measures({
  request,
  from,
  to,
  labels,
}: {
  request: Request;
  from: string;
  to: string;
  labels: Labels;
}) {
  const given = request.given ?? [];
  const comparison = useQuery({
    queryKey: ['compare', request.scenario, from, to, given],
    queryFn: () =>
      ask(
        api.GET('/api/v1/scenarios/{id}/compare', {
          params: {
            path: { id: request.scenario },
            query: { from, to, ...(given.length > 0 ? { given: given.join(',') } : {}) },
          },
        }),
      ),
    staleTime: 60_000,
  });
  const scenario = useScenario(request.scenario).data;
  return (
    <Loaded of={comparison}>
      {(compared) => (scenario ? <Picture compared={compared} scenario={scenario} labels={labels} /> : null)}
    </Loaded>
  );
}

function Picture({
  compared,
  scenario,
  labels,
}: {
  compared: ComparisonView;
  scenario: ScenarioView;
  labels: Labels;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const figures = useMemo(
    () =>
      Object.keys(compared.figures).filter((name) => compared.waterfall.some((one) => one.figure === name)),
    [compared],
  );
  const [chosen, choose] = useState<string>();
  const figure =
    chosen !== undefined && figures.includes(chosen)
      ? chosen
      : (figures.find((one) => one === 'limit_wd') ?? figures[0]);
  const named = (name: string) => {
    const title = scenario.plans[0]?.figures[name]?.title;
    return title ? told(title) : name;
  };
  const drawn = useMemo(() => {
    const both = figure === undefined ? undefined : compared.figures[figure];
    if (both === undefined) return undefined;
    return {
      from: { name: labels.plan(compared.from), value: both.from.base },
      to: { name: labels.plan(compared.to), value: both.to.base },
      changes: compared.waterfall
        .filter((one) => one.figure === figure)
        .map((one) => ({ name: measureSaid(one.measure, say), change: one.change })),
    };
  }, [compared, figure, labels, say]);
  if (drawn === undefined || figure === undefined) return null;
  const value = (one: { name: string; value: number }) => `${one.name} ${number(one.value, language, 1)}`;
  return (
    <Waterfall
      title={named(figure)}
      description={say.waterfallSaid(value(drawn.from), value(drawn.to))}
      note={say.waterfallNote}
      {...drawn}
    >
      <Select
        size="small"
        aria-label={say.whichFigure}
        value={figure}
        onChange={choose}
        popupMatchSelectWidth={false}
        options={figures.map((name) => ({ value: name, label: named(name) }))}
      />
    </Waterfall>
  );
}

/** A measure's label, as the engine calls it; `−…` is taken back, `…_2` stands twice. */
function measureSaid(
  name: string,
  say: { measures: Record<string, string>; withdrawn: (measure: string) => string },
): string {
  const isBack = name.startsWith('−');
  const key = isBack ? name.slice(1) : name;
  const numbered = /^(.*)_(\d+)$/.exec(key);
  const label =
    say.measures[key] ??
    (numbered ? `${say.measures[numbered[1] ?? ''] ?? numbered[1]} ${numbered[2]}` : key);
  return isBack ? say.withdrawn(label) : label;
}
