import { useMemo } from 'react';
import { number } from '../language/format';
import { useLanguage, useSay, useWords } from '../language/language';
import { Flow, isBetween } from './follow';
import { layoutOf, type GraphDocument, type GraphNode } from './graph';
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
  /** What a step or a system is called, where that says more than the step's own title. */
  named?: (id: string) => string | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const lanes = new Map(graph.lanes.map((lane) => [lane.id, told(lane.title)]));
  const flow = useMemo(() => new Flow(graph), [graph]);
  const title = (node: GraphNode) => named?.(node.id) ?? told(node.title);
  // As it is read: from left to right.
  const places = new Map(layoutOf(graph).nodes.map((node) => [node.id, node.frame]));
  const ordered = graph.nodes
    .filter((node) => !isBetween(node) && told(node.title) !== '')
    .map((node) => ({ node, at: places.get(node.id) }))
    .sort((a, b) => (a.at?.x ?? 0) - (b.at?.x ?? 0) || (a.at?.y ?? 0) - (b.at?.y ?? 0));
  const then = (id: string) => [...new Set(flow.after(id).map(({ node }) => title(node)))].filter(Boolean);
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
            {ordered.map(({ node }) => (
              <tr key={node.id}>
                <th scope="row">{title(node)}</th>
                <td>{lanes.get(node.lane)}</td>
                <td>{node.minutes == null ? '' : number(node.minutes, language, 1)}</td>
                <td>{node.system ? (named ? named(node.system) : node.system) : ''}</td>
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
