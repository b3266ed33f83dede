import { kindOf, type GraphDocument, type GraphNode } from '../../../picture/graph';
import type { FormView } from '../asked';

/** How something is supplied: by what, from what. */
export interface Supply {
  id: string;
  by: string;
  /** `asked` where the applicant tells it, `known` where the interface does not say. */
  via: string;
  from: string[];
}

/** Questions stand with a question mark where they are used, and without one where they are supplied. */
export const bare = (id: string) => id.replace(/\?$/, '');

/** All supplies of a form by what they supply; what the form passes over is told by the calls of the process. */
export function suppliesOf(form: FormView, graph: GraphDocument | undefined): Map<string, Supply> {
  const supplies = new Map<string, Supply>();
  // What the process tells: at sign-in, by steps of items, and, before these, by calls.
  const told = (node: GraphNode): Omit<Supply, 'id'> | undefined => {
    if (node.calls) return { by: node.calls, via: 'service', from: node.uses };
    if (kindOf(node) === 'start') return { by: 'sign_in', via: 'sign_in', from: [] };
    const [item] = kindOf(node) === 'form' ? [] : node.items;
    return item === undefined ? undefined : { by: item, via: 'item', from: [] };
  };
  for (const node of graph?.nodes ?? []) {
    const supply = told(node);
    for (const id of supply === undefined ? [] : node.supplies) {
      if (supply === undefined || (supplies.has(bare(id)) && !node.calls)) continue;
      supplies.set(bare(id), { ...supply, id: bare(id), from: supply.from.filter((use) => use !== id) });
    }
  }
  for (const one of form.supplied) supplies.set(one.id, one);
  for (const one of form.fields) supplies.set(one.id, { id: one.id, by: 'asked', via: 'asked', from: [] });
  return supplies;
}

/** Something that is known, with what supplies it. */
export interface Box {
  supply: Supply;
  isRoot: boolean;
  /** Its column, from the left. */
  column: number;
  row: number;
}

/** Where something comes from: what has to be known before, in columns and in the order in which it comes. */
export interface Chain {
  boxes: Box[];
  links: { from: string; to: string }[];
  columns: number;
  rows: number;
}

/** Follows a supply back to where it starts. What comes first stands first. */
export function chainOf(root: string, supplies: ReadonlyMap<string, Supply>): Chain {
  const depths = new Map<string, number>();
  const found = new Map<string, Supply>();
  const links = new Map<string, { from: string; to: string }>();
  const go = (id: string, depth: number, path: ReadonlySet<string>) => {
    const key = bare(id);
    depths.set(key, Math.max(depths.get(key) ?? 0, depth));
    const known = supplies.get(key);
    const supply = known ?? { id: key, by: '', via: 'known', from: [] };
    const further = new Set([...path, key]);
    for (const from of supply.from) {
      if (further.has(bare(from))) continue;
      go(from, depth + 1, further);
      links.set(`${bare(from)} ${key}`, { from: bare(from), to: key });
    }
    // Set once what it comes from is there.
    if (!found.has(key)) found.set(key, { ...supply, id });
  };
  go(root, 0, new Set());
  const deepest = Math.max(...depths.values());
  const filled: number[] = [];
  const boxes = [...found].map(([key, supply]) => {
    const column = deepest - (depths.get(key) ?? 0);
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    return { supply, isRoot: key === bare(root), column, row };
  });
  return {
    boxes,
    links: [...links.values()],
    columns: deepest + 1,
    rows: Math.max(...filled.map((count) => count ?? 0)),
  };
}
