import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { DataTable } from '../../../chart/DataTable';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import type { GraphDocument } from '../../../picture/graph';
import { Swimlane } from '../../../picture/Swimlane';
import { Loaded } from '../../frame/State';
import { estimateSaid, hoursSaid } from '../figures';
import { deskOf } from './desk';
import type { Labels } from '../labels';
import type { Request } from '../outcome';
import { useGraph } from '../queries';
import type { Named } from '../sides';
import { words } from './words';

type By = 'wait' | 'load';

/** The process, each step as warm as the desk that does it is busy or waited for. */
export function Heat({ side, request, labels }: { side: Named; request: Request; labels: Labels }) {
  const graph = useGraph(request.scenario, side.outcome.plan, request.given ?? []);
  return <Loaded of={graph}>{(shown) => <Picture graph={shown} side={side} labels={labels} />}</Loaded>;
}

function Picture({ graph, side, labels }: { graph: GraphDocument; side: Named; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [by, setBy] = useState<By>('wait');
  const steps = useMemo(() => {
    const desks = new Map(side.outcome.desks.map((desk) => [desk.id, desk]));
    return graph.nodes.flatMap((node) => {
      const desk = desks.get(deskOf(node) ?? '');
      return desk === undefined ? [] : [{ node, desk }];
    });
  }, [graph, side]);
  const most = Math.max(0.01, ...steps.map(({ desk }) => desk.wait?.mean ?? 0));
  const [heat, notes] = useMemo(() => {
    const warmth = steps.map(({ node, desk }): [string, number] => [
      node.id,
      by === 'wait' ? (desk.wait?.mean ?? 0) / most : (desk.load?.mean ?? 0),
    ]);
    const said = steps.map(({ node, desk }): [string, string] => [
      node.id,
      by === 'wait'
        ? hoursSaid(desk.wait?.mean ?? 0, language)
        : `${number((desk.load?.mean ?? 0) * 100, language)} %`,
    ]);
    return [Object.fromEntries(warmth), Object.fromEntries(said)];
  }, [steps, by, most, language]);
  return (
    <>
      <div className="sim-heat-head">
        <p className="sim-note">{say.heatNote}</p>
        <Segmented<By>
          size="small"
          aria-label={say.heatBy}
          value={by}
          onChange={setBy}
          options={[
            { value: 'wait', label: say.byWait },
            { value: 'load', label: say.byLoad },
          ]}
        />
      </div>
      <Swimlane graph={graph} heat={heat} notes={notes} />
      <details className="sim-details">
        <summary>{say.heatList}</summary>
        <DataTable
          caption={say.heat}
          columns={[
            { title: say.step },
            { title: say.desk },
            { title: say.wait, isNumber: true, about: say.waitAbout },
            { title: say.load, isNumber: true },
          ]}
          rows={steps.map(({ node, desk }) => [
            labels.step(node.id),
            labels.desk(desk.id),
            estimateSaid(desk.wait, 'hours', language),
            desk.load === null ? '–' : estimateSaid(desk.load, 'share', language),
          ])}
        />
      </details>
    </>
  );
}
