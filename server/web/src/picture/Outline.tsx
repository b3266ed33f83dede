import type { Frame, Shape } from './graph';

/** The outline of a node. Each kind differs from all others without colour, as in the engine's own pictures. */
export function Outline({ shape, body }: { shape: Shape; body: Frame }) {
  const { x, y, width, height } = body;
  const [cx, cy] = [x + width / 2, y + height / 2];
  switch (shape) {
    case 'start':
    case 'end':
      return <Circle shape={shape} body={body} />;
    case 'gateway':
      return (
        <path className="pic-body" d={`M${x} ${cy}L${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}z`} />
      );
    case 'form':
      return (
        <>
          <path
            className="pic-body"
            d={`M${x} ${y}H${x + width - 12}L${x + width} ${y + 12}V${y + height}H${x}z`}
          />
          <path className="pic-thin" d={`M${x + width - 12} ${y}v12h12`} />
          <Sign shape={shape} body={body} />
        </>
      );
    case 'special':
      return (
        <>
          <rect className="pic-body" x={x} y={y} width={width} height={height} rx={6} />
          <rect className="pic-thin" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={4} />
        </>
      );
    case 'call':
      return (
        <>
          <rect className="pic-body" x={x} y={y} width={width} height={height} />
          <path className="pic-thin" d={`M${x + 7} ${y}v${height}M${x + width - 7} ${y}v${height}`} />
        </>
      );
    case 'task':
    case 'automatic':
      return <rect className="pic-body" x={x} y={y} width={width} height={height} rx={7} />;
    default:
      return (
        <>
          <rect
            className="pic-body"
            x={x}
            y={y}
            width={width}
            height={height}
            rx={shape === 'wait' ? height / 2 : 3}
          />
          <Sign shape={shape} body={body} />
        </>
      );
  }
}

function Circle({ shape, body }: { shape: 'start' | 'end'; body: Frame }) {
  const [cx, cy] = [body.x + body.width / 2, body.y + body.height / 2];
  const size = Math.floor(body.width / 6);
  return (
    <>
      <circle className="pic-body" cx={cx} cy={cy} r={body.width / 2 - (shape === 'end' ? 2 : 0)} />
      {shape === 'start' ? (
        <path
          className="pic-solid"
          d={`M${cx - size + 1} ${cy - size}v${2 * size}l${2 * size - 1} -${size}z`}
        />
      ) : (
        <rect
          className="pic-solid"
          x={cx - size + 1}
          y={cy - size + 1}
          width={2 * size - 2}
          height={2 * size - 2}
        />
      )}
    </>
  );
}

/** The little picture that tells boxes apart: a sheet's lines, a clock, an envelope, a parcel. */
function Sign({ shape, body }: { shape: Shape; body: Frame }) {
  const signs: Partial<Record<Shape, string>> = {
    form: 'M-7 -5h14M-7 0h14M-7 5h9',
    wait: 'M6 0A6 6 0 1 1 -6 0A6 6 0 1 1 6 0zM0 -4V0L3 2',
    notice: 'M-8 -5h16v10h-16zM-8 -5L0 1.5L8 -5',
    delivery: 'M-7 -6h14v12h-14zM-7 -2h14M0 -6v4',
  };
  const path = signs[shape];
  return path === undefined ? null : (
    <path className="pic-thin" transform={`translate(${body.x + 20} ${body.y + body.height / 2})`} d={path} />
  );
}
