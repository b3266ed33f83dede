import type { FormView } from '../asked';
import { bare, type Box, type Chain, type Supply } from './chain';

type Asked = FormView['fields'][number] | FormView['materials'][number];

/** What could tell something, were it not for what it lacks, or for the situation; as the engine words it. */
const WOULD = /^(.+) would need (.+)$/;
const OFF = /^(.+) is off in this situation$/;

/** Sources that cannot tell something: what each lacks, or, lacking nothing, that it is off. */
export function lacking(because: string): { by: string; lacks: string[] }[] {
  return because.split('; ').flatMap((reason) => {
    const [, by, lacks] = WOULD.exec(reason) ?? OFF.exec(reason) ?? [];
    return by === undefined ? [] : [{ by, lacks: lacks?.split(', ') ?? [] }];
  });
}

/** Why something is asked, from left to right: what is lacking, what could tell with it, the entry, what needs it. */
export function whyAsked(asked: Asked): Chain {
  const boxes: Box[] = [];
  const links: Chain['links'] = [];
  const rows: number[] = [];
  const put = (column: number, supply: Supply, isRoot = false) => {
    if (boxes.some((box) => bare(box.supply.id) === bare(supply.id))) return;
    const row = rows[column] ?? 0;
    rows[column] = row + 1;
    boxes.push({ supply, isRoot, column, row });
  };
  const link = (from: string, to: string) => links.push({ from: bare(from), to: bare(to) });
  const sources = lacking(asked.because.en);
  const at = sources.length > 0 ? 2 : 1;
  const bareOf = (id: string, via: string): Supply => ({ id, by: '', via, from: [] });
  for (const { by, lacks } of sources) {
    for (const lack of lacks) {
      put(0, bareOf(lack, 'missing'));
      link(lack, by);
    }
    put(1, bareOf(by, lacks.length > 0 ? 'unusable' : 'off'));
    link(by, asked.id);
  }
  if (sources.length === 0) {
    put(0, bareOf('nothing', 'source'));
    link('nothing', asked.id);
  }
  put(at, bareOf(asked.id, 'asked'), true);
  for (const needs of new Set(asked.needed_by)) {
    put(at + 1, bareOf(needs, 'needs'));
    link(asked.id, needs);
  }
  const first = Math.min(...boxes.map(({ column }) => column));
  for (const box of boxes) box.column -= first;
  return {
    boxes,
    links,
    columns: Math.max(...boxes.map(({ column }) => column)) + 1,
    rows: Math.max(...rows.map((count) => count ?? 0)),
  };
}
