import { useSay, useWords } from '../language/language';
import type { GraphDocument, GraphNode } from './graph';
import type { Phase } from './Swimlane';
import { words } from './words';

/** What the picture says, in words: for screen readers, small screens and paper. */
export function StepList({
  graph,
  phases,
}: {
  graph: GraphDocument;
  phases?: Readonly<Record<string, Phase>>;
}) {
  const say = useWords(words);
  const told = useSay();
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const lanes = new Map(graph.lanes.map((lane) => [lane.id, told(lane.title)]));
  const isNamed = (node: GraphNode | undefined): node is GraphNode =>
    node !== undefined && told(node.title) !== '';
  // What stands between two steps has no name of its own: the next that has one is told.
  const after = (id: string, seen = new Set<string>()): string[] =>
    graph.edges
      .filter((edge) => edge.from === id && !seen.has(edge.to))
      .flatMap((edge) => {
        seen.add(edge.to);
        const node = byId.get(edge.to);
        return isNamed(node) ? [told(node.title)] : after(edge.to, seen);
      });
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
            {graph.nodes.filter(isNamed).map((node) => (
              <tr key={node.id}>
                <th scope="row">{told(node.title)}</th>
                <td>{lanes.get(node.lane)}</td>
                <td>{node.minutes == null ? '' : Math.round(node.minutes * 10) / 10}</td>
                <td>{node.system ?? ''}</td>
                <td>{[...new Set(after(node.id))].join('、')}</td>
                {phases ? <td>{say.phases[phases[node.id] ?? 'waiting']}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
