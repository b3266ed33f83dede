import { memo } from 'react';
import type { NodeBox } from './graph';
import { Lines } from './Lines';
import { Outline } from './Outline';
import { Sign, type Reach } from './Sign';

/** How a step stands: where the tokens of an application are. */
export type Phase = 'waiting' | 'open' | 'done' | 'refused' | 'incident' | 'skipped';

/** A few letters beside a step, and how they are meant. */
export type StepNote = string | { text: string; tone: 'plain' | 'new' | 'gone' };

interface NodeProps {
  node: NodeBox;
  phase?: Phase | undefined;
  phaseName?: string | undefined;
  heat?: number | undefined;
  note?: StepNote | undefined;
  /** How far tests reach it. */
  reach?: Reach | undefined;
  reachName?: string | undefined;
  faded?: boolean;
  selected?: boolean;
  /** What a node without a name is called. */
  unnamed?: string;
  /** Whether the tabulator key comes here; arrow keys go on from there. */
  reached?: boolean;
  onSelect?: ((id: string) => void) | undefined;
}

/** A step. */
export const Node = memo(function Node(props: NodeProps) {
  const { node, phase, phaseName, heat, note, faded, selected = false, unnamed, reached, onSelect } = props;
  const { reach, reachName } = props;
  const names = [
    'pic-node',
    `pic-${node.shape}`,
    phase && `pic-phase-${phase}`,
    reach && `pic-cover-${reach}`,
    faded && 'pic-faded',
    selected && 'pic-selected',
    onSelect && 'pic-choosable',
  ];
  const title = node.title.lines.join(' ');
  const said = typeof note === 'object' ? note.text : note;
  const chosen = onSelect
    ? {
        role: 'button',
        tabIndex: reached ? 0 : -1,
        'aria-pressed': selected,
        'aria-label': [title || unnamed, node.subtitle.lines.join(' '), said, phaseName, reachName]
          .filter(Boolean)
          .join(', '),
        onClick: () => onSelect(node.id),
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
      {note === undefined ? null : <Note note={note} x={body.x + body.width} y={body.y} />}
      {reach === undefined ? null : <Sign reach={reach} x={body.x} y={body.y} />}
      {phase === 'open' || phase === 'incident' ? (
        <circle className="pic-token" cx={body.x} cy={body.y} r={7} />
      ) : null}
    </g>
  );
});

const SIZE = 11;

/** Chinese letters are as wide as they are high, others a little over half. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? SIZE : SIZE * 0.62), 0);
}

function Note({ note, x, y }: { note: StepNote; x: number; y: number }) {
  const { text, tone } = typeof note === 'string' ? { text: note, tone: 'plain' } : note;
  const width = 12 + widthOf(text);
  return (
    <g className={`pic-note pic-note-${tone}`} aria-hidden>
      <rect x={x - width + 8} y={y - 11} width={width} height={18} rx={9} />
      <text x={x - width / 2 + 8} y={y + 2} fontSize={SIZE}>
        {`${text} `}
      </text>
    </g>
  );
}
