import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useSay, useWords } from '../language/language';
import { Flow, isBetween } from './follow';
import type { GraphDocument } from './graph';
import type { Phase } from './Node';
import { words } from './words';

/** What the picture says, in words: for screen readers, small screens and paper. */
export function StepList({
  graph,
  phases,
  named,
}: {
  graph: GraphDocument;
  phases?: Readonly<Record<string, Phase>>;
  /** What a system is called. */
  named?: (system: string) => string;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const lanes = new Map(graph.lanes.map((lane) => [lane.id, told(lane.title)]));
  const flow = useMemo(() => new Flow(graph), [graph]);
  const then = (id: string) =>
    [...new Set(flow.after(id).map(({ node }) => told(node.title)))].filter(Boolean);
  return (
    <details className="pic-list">
      <summary>{say.list}</summary>
      <div className="pic-table" tabIndex={0} role="region" aria-label={say.list}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say.step}</th>
              <th scope="col">{say.by}</th>
              <th scope="col">{say.minutes}</th>
              <th scope="col">{say.system}</th>
              <th scope="col">{say.next}</th>
              {phases ? <th scope="col">{say.state}</th> : null}
            </tr>
          </thead>
          <tbody>
            {graph.nodes
              .filter((node) => !isBetween(node) && told(node.title) !== '')
              .map((node) => (
                <tr key={node.id}>
                  <th scope="row">{told(node.title)}</th>
                  <td>{lanes.get(node.lane)}</td>
                  <td>{node.minutes == null ? '' : number(node.minutes, language, 1)}</td>
                  <td>{node.system ? (named?.(node.system) ?? node.system) : ''}</td>
                  <td>{then(node.id).join(say.and)}</td>
                  {phases ? <td>{say.phases[phases[node.id] ?? 'waiting']}</td> : null}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
