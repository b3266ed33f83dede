import type { Layout, NodeBox } from './graph';

const middle = ({ body }: NodeBox) => ({ x: body.x + body.width / 2, y: body.y + body.height / 2 });

/** The step that an arrow key leads to: along the flow where there is one, else the nearest that way. */
export function neighbour(layout: Layout, from: string, key: string): string | undefined {
  const at = layout.nodes.findIndex((node) => node.id === from);
  const start = layout.nodes[at];
  if (start === undefined) return undefined;
  if (key === 'Home' || key === 'End') {
    const ordered = [...layout.nodes].sort((a, b) => a.body.x - b.body.x);
    return ordered.at(key === 'Home' ? 0 : -1)?.id;
  }
  const here = middle(start);
  const along = layout.edges.flatMap((edge) => {
    if (key === 'ArrowRight' && edge.from === at) return [edge.to];
    return key === 'ArrowLeft' && edge.to === at ? [edge.from] : [];
  });
  const linked = along.flatMap((number) => layout.nodes[number] ?? []);
  const that = layout.nodes.filter((node) => {
    const there = middle(node);
    if (key === 'ArrowRight') return there.x > here.x + 1;
    if (key === 'ArrowLeft') return there.x < here.x - 1;
    if (key === 'ArrowDown') return there.y > here.y + 1;
    return key === 'ArrowUp' && there.y < here.y - 1;
  });
  const upright = key === 'ArrowUp' || key === 'ArrowDown';
  const far = (node: NodeBox) => {
    const [x, y] = [Math.abs(middle(node).x - here.x), Math.abs(middle(node).y - here.y)];
    return upright ? x * 2 + y : x + y * 2;
  };
  return (linked.length > 0 ? linked : that).sort((a, b) => far(a) - far(b))[0]?.id;
}
