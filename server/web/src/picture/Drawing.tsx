import { memo, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useWords } from '../language/language';
import { Edge } from './Edge';
import { layoutOf, TOP, type EdgeLine, type GraphDocument, type LaneBox } from './graph';
import { Lines } from './Lines';
import { useMotion } from './motion';
import { Node, type Phase, type StepNote } from './Node';
import { neighbour } from './reach';
import { branchOf, type Cover, type Reach } from './Sign';
import { words } from './words';

export interface DrawingProps {
  graph: GraphDocument;
  /** How steps stand, by their ids. */
  phases?: Readonly<Record<string, Phase>>;
  /** How busy steps are, 0 to 1, by their ids: painted as heat. */
  heat?: Readonly<Record<string, number>>;
  /** A few letters beside a step, by its id: a count, a share. */
  notes?: Readonly<Record<string, StepNote>>;
  /** What tests reach. */
  cover?: Cover;
  /** Nodes that stand back, by their ids. */
  faded?: ReadonlySet<string>;
  selected?: string | undefined;
  /** Where it is there, steps can be chosen by pointer and keyboard. */
  onSelect?: (id: string) => void;
  /**
   * Which step of this picture a step of the picture before became part of, by their ids. Where it is there, a new
   * picture is come to in motion.
   */
  became?: Readonly<Record<string, string>>;
}

/** The picture itself. One step is in the order of the tabulator key, arrow keys go on from there. */
export const Drawing = memo(function Drawing(props: DrawingProps & { width: number; height: number }) {
  const { graph, phases, heat, notes, cover, faded, selected, onSelect, became, width, height } = props;
  const layout = layoutOf(graph);
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const say = useWords(words);
  const leaving = useMotion(svg, layout, became);
  const [reached, setReached] = useState<string>();
  const known = new Set(layout.nodes.map((node) => node.id));
  const first = [reached, selected, layout.nodes.find((node) => node.shape === 'start')?.id].find(
    (one) => one !== undefined && known.has(one),
  );
  const stop = first ?? layout.nodes[0]?.id;
  // Strong lines last, so that a stretch shared with a weak one looks strong.
  const edges = useMemo(
    () => [...layout.edges].sort((a, b) => Number(a.handoff) - Number(b.handoff)),
    [layout.edges],
  );
  const taken = ({ from, to }: EdgeLine) =>
    cover?.branches[branchOf(layout.nodes[from]?.id ?? '', layout.nodes[to]?.id ?? '')];
  const isBack = (at: number) => faded?.has(layout.nodes[at]?.id ?? '') ?? false;
  const pressed = (event: KeyboardEvent<SVGSVGElement>) => {
    const at = (event.target as Element).closest<SVGGElement>('[data-id]')?.dataset['id'];
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onSelect?.(at);
      return;
    }
    if (!/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    const next = neighbour(layout, at, event.key);
    if (next === undefined) return;
    setReached(next);
    focusStep(svg.current, next);
  };
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      ref={svg}
      className="pic-drawing"
      viewBox={`0 ${TOP} ${layout.width} ${layout.height - TOP}`}
      width={width}
      height={height}
      role={onSelect ? 'group' : 'img'}
      aria-labelledby={id}
      aria-describedby={onSelect ? `${id}-keys` : undefined}
      onKeyDown={onSelect ? pressed : undefined}
      onFocus={(event) =>
        setReached(event.target.closest<SVGGElement>('[data-id]')?.dataset['id'] ?? reached)
      }
    >
      <title id={id}>{layout.title.lines.join(' ')}</title>
      {onSelect ? <desc id={`${id}-keys`}>{say.keys}</desc> : null}
      <g className="pic-lanes">
        {layout.lanes.map((lane) => (
          <Lane key={lane.id} lane={lane} />
        ))}
      </g>
      {edges.map((edge) => (
        <Edge
          key={edge.number}
          edge={edge}
          faded={isBack(edge.from) || isBack(edge.to)}
          taken={taken(edge)}
        />
      ))}
      {leaving.length > 0 ? (
        <g className="pic-leaving" aria-hidden>
          {leaving.map(({ node }) => (
            <Node key={node.id} node={node} />
          ))}
        </g>
      ) : null}
      {layout.nodes.map((node) => (
        <Node
          key={node.id}
          node={node}
          phase={phases?.[node.id]}
          phaseName={phases?.[node.id] === undefined ? undefined : say.phases[phases[node.id] as Phase]}
          heat={heat?.[node.id]}
          note={notes?.[node.id]}
          reach={cover?.nodes[node.id]}
          reachName={
            cover?.nodes[node.id] === undefined ? undefined : say.reaches[cover.nodes[node.id] as Reach]
          }
          faded={faded?.has(node.id) ?? false}
          selected={selected === node.id}
          unnamed={say.branches}
          reached={stop === node.id}
          onSelect={onSelect}
        />
      ))}
    </svg>
  );
});

/** Brings the keyboard to a step, and the step into view. */
export function focusStep(within: ParentNode | null, id: string): void {
  const element = within?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

function Lane({ lane }: { lane: LaneBox }) {
  return (
    <g className={`pic-lane-${lane.kind}`}>
      <rect className="pic-lane" {...lane.frame} />
      <LaneHead lane={lane} />
    </g>
  );
}

/** The name of a lane. */
export function LaneHead({ lane }: { lane: LaneBox }) {
  return (
    <>
      <rect className="pic-header" {...lane.header} />
      <Lines block={lane.title} name="pic-name" />
    </>
  );
}
