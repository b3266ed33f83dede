import { memo, useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useLanguage, useWords } from '../language/language';
import {
  layoutOf,
  type EdgeLine,
  type GraphDocument,
  type LaneBox,
  type NodeBox,
  type Point,
  type TextBlock,
} from './graph';
import { Outline } from './Outline';
import { words } from './words';
import './swimlane.css';

/** How a step stands: where the tokens of an application are. */
export type Phase = 'waiting' | 'open' | 'done' | 'refused' | 'incident' | 'skipped';

export interface SwimlaneProps {
  graph: GraphDocument;
  /** How steps stand, by their ids. */
  phases?: Readonly<Record<string, Phase>>;
  /** How busy steps are, 0 to 1, by their ids: painted as heat. */
  heat?: Readonly<Record<string, number>>;
  /** A few letters beside a step, by its id: a count, a share. */
  notes?: Readonly<Record<string, string>>;
  /** Nodes that stand back, by their ids. */
  faded?: ReadonlySet<string>;
  selected?: string | undefined;
  /** Where it is there, steps can be chosen by pointer and keyboard. */
  onSelect?: (id: string) => void;
}

const LEAST = 0.2;
const MOST = 2.5;
const STEP = 1.25;

/**
 * The process as swimlanes, on the coordinates of the engine. It scrolls, zooms, and each step can be chosen.
 * It should stand beside a `StepList`, which says the same in words.
 */
export function Swimlane(props: SwimlaneProps) {
  const { graph } = props;
  const say = useWords(words);
  const layout = layoutOf(graph);
  const box = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<number>();
  const fitting = useCallback(() => {
    const width = box.current?.clientWidth ?? layout.width;
    return Math.min(1, Math.max(LEAST, (width - 4) / layout.width));
  }, [layout.width]);
  useEffect(() => setZoom(Math.max(fitting(), 0.55)), [fitting]);
  const by = (factor: number) => setZoom((now) => Math.min(MOST, Math.max(LEAST, (now ?? 1) * factor)));
  const drag = useDrag(box);
  const at = zoom ?? 1;
  return (
    <div className="pic">
      <div className="pic-tools no-print" role="group" aria-label={say.zoom}>
        <button type="button" onClick={() => by(1 / STEP)} aria-label={say.smaller}>
          −
        </button>
        <button type="button" onClick={() => by(STEP)} aria-label={say.larger}>
          +
        </button>
        <button type="button" onClick={() => setZoom(fitting())}>
          {say.fit}
        </button>
        <button type="button" onClick={() => setZoom(1)}>
          {say.natural}
        </button>
      </div>
      <div className="pic-box" ref={box} tabIndex={0} role="region" aria-label={say.scrolls} {...drag}>
        <Drawing {...props} width={layout.width * at} height={layout.height * at} />
      </div>
    </div>
  );
}

/** Scrolls by dragging; what is clicked without dragging is still clicked. */
function useDrag(box: React.RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number; id: number } | undefined>(undefined);
  return {
    onPointerDown: (event: React.PointerEvent) => {
      const at = box.current;
      if (!at || event.pointerType !== 'mouse' || event.button !== 0) return;
      from.current = {
        x: event.clientX,
        y: event.clientY,
        left: at.scrollLeft,
        top: at.scrollTop,
        id: event.pointerId,
      };
    },
    onPointerMove: (event: React.PointerEvent) => {
      const [at, begun] = [box.current, from.current];
      if (!at || !begun) return;
      at.scrollLeft = begun.left - (event.clientX - begun.x);
      at.scrollTop = begun.top - (event.clientY - begun.y);
    },
    onPointerUp: () => (from.current = undefined),
    onPointerLeave: () => (from.current = undefined),
  };
}

const Drawing = memo(function Drawing(props: SwimlaneProps & { width: number; height: number }) {
  const { graph, phases, heat, notes, faded, selected, onSelect, width, height } = props;
  const layout = layoutOf(graph);
  const id = useId();
  const say = useWords(words);
  const { language } = useLanguage();
  // Strong lines last, so that a stretch shared with a weak one looks strong.
  const edges = useMemo(
    () => [...layout.edges].sort((a, b) => Number(a.handoff) - Number(b.handoff)),
    [layout.edges],
  );
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      width={width}
      height={height}
      role={onSelect ? 'group' : 'img'}
      aria-labelledby={id}
    >
      <title id={id}>{layout.title.lines.join(' ')}</title>
      {layout.lanes.map((lane) => (
        <Lane key={lane.id} lane={lane} />
      ))}
      {edges.map((edge) => (
        <Edge key={edge.number} edge={edge} faded={isFaded(faded, layout.nodes, edge)} />
      ))}
      {layout.nodes.map((node) => (
        <Node
          key={node.id}
          node={node}
          phase={phases?.[node.id]}
          phaseName={phases?.[node.id] === undefined ? undefined : say.phases[phases[node.id] as Phase]}
          heat={heat?.[node.id]}
          note={notes?.[node.id]}
          faded={faded?.has(node.id) ?? false}
          selected={selected === node.id}
          onSelect={onSelect}
          language={language}
        />
      ))}
    </svg>
  );
});

function isFaded(faded: ReadonlySet<string> | undefined, nodes: NodeBox[], edge: EdgeLine): boolean {
  if (faded === undefined) return false;
  return [edge.from, edge.to].some((at) => faded.has(nodes[at]?.id ?? ''));
}

function Lane({ lane }: { lane: LaneBox }) {
  return (
    <g className={`pic-lane-${lane.kind}`}>
      <rect className="pic-lane" {...lane.frame} />
      <rect className="pic-header" {...lane.header} />
      <Lines block={lane.title} name="pic-name" />
    </g>
  );
}

const Edge = memo(function Edge({ edge, faded }: { edge: EdgeLine; faded: boolean }) {
  const last = edge.points.at(-1);
  if (last === undefined) return null;
  const names = [
    'pic-edge',
    edge.handoff && 'pic-handoff',
    (edge.back || edge.leftward) && 'pic-back',
    faded && 'pic-faded',
  ];
  return (
    <g className={names.filter(Boolean).join(' ')} aria-hidden>
      <path className="pic-line" d={rounded(edge.points)} />
      <path className="pic-tip" d={`M${last.x} ${last.y}l-9 -4.5v9z`} />
      {edge.marker ? <circle className="pic-mark" cx={edge.marker.x} cy={edge.marker.y} r={4} /> : null}
      {edge.label ? <Lines block={edge.label} name="pic-small" /> : null}
    </g>
  );
});

const ROUND = 5;

/** A polyline with round corners that ends inside its head. */
function rounded(points: Point[]): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return '';
  let path = `M${first.x} ${first.y}`;
  for (let at = 1; at + 1 < points.length; at += 1) {
    const [before, corner, after] = [points[at - 1], points[at], points[at + 1]];
    if (!before || !corner || !after) continue;
    const near = (other: Point) => {
      const step = Math.min(ROUND, (Math.abs(other.x - corner.x) + Math.abs(other.y - corner.y)) / 2);
      return `${corner.x + Math.sign(other.x - corner.x) * step} ${corner.y + Math.sign(other.y - corner.y) * step}`;
    };
    path += `L${near(before)}Q${corner.x} ${corner.y} ${near(after)}`;
  }
  return `${path}L${last.x - 5} ${last.y}`;
}

interface NodeProps {
  node: NodeBox;
  phase: Phase | undefined;
  phaseName: string | undefined;
  heat: number | undefined;
  note: string | undefined;
  faded: boolean;
  selected: boolean;
  onSelect: ((id: string) => void) | undefined;
  language: string;
}

const Node = memo(function Node({
  node,
  phase,
  phaseName,
  heat,
  note,
  faded,
  selected,
  onSelect,
}: NodeProps) {
  const names = [
    'pic-node',
    `pic-${node.shape}`,
    phase && `pic-phase-${phase}`,
    faded && 'pic-faded',
    selected && 'pic-selected',
    onSelect && 'pic-choosable',
  ];
  const title = node.title.lines.join(' ');
  const label = [title, ...node.subtitle.lines, phaseName, note].filter(Boolean).join('，');
  const choose = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(node.id);
  };
  const chosen = onSelect
    ? {
        role: 'button',
        tabIndex: 0,
        'aria-pressed': selected,
        'aria-label': label,
        onClick: () => onSelect(node.id),
        onKeyDown: choose,
      }
    : {};
  const { body } = node;
  return (
    <g className={names.filter(Boolean).join(' ')} data-id={node.id} {...chosen}>
      {onSelect ? null : <title>{node.tooltip || title}</title>}
      <Outline shape={node.shape} body={body} />
      {heat === undefined ? null : (
        <rect
          className="pic-heat"
          {...body}
          rx={7}
          style={{ opacity: Math.min(1, Math.max(0, heat)) * 0.75 }}
        />
      )}
      <Lines block={node.title} name="pic-name" />
      <Lines block={node.subtitle} name="pic-small" />
      {note === undefined ? null : <Note text={note} x={body.x + body.width} y={body.y} />}
      {phase === 'open' || phase === 'incident' ? (
        <circle className="pic-token" cx={body.x} cy={body.y} r={7} />
      ) : null}
    </g>
  );
});

function Note({ text, x, y }: { text: string; x: number; y: number }) {
  const width = 10 + text.length * 7;
  return (
    <g className="pic-note" aria-hidden>
      <rect x={x - width + 8} y={y - 11} width={width} height={18} rx={9} />
      <text x={x - width / 2 + 8} y={y + 2} fontSize={11}>
        {text}
      </text>
    </g>
  );
}

/** Lines of text, each in the middle of its frame. */
function Lines({ block, name }: { block: TextBlock; name: string }) {
  return block.lines.map((line, number) => (
    <text
      key={number}
      className={`pic-text ${name}`}
      x={block.frame.x + block.frame.width / 2}
      // Letters sit a little above the lower side of their line.
      y={block.frame.y + block.leading * number + (block.leading + block.size) / 2 - 2}
      fontSize={block.size}
    >
      {line}
    </text>
  ));
}
