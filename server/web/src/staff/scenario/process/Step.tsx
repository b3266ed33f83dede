import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Flow, type Follows } from '../../../picture/follow';
import { kindOf, type GraphDocument, type GraphNode } from '../../../picture/graph';
import type { Goal } from '../asked';
import type { Names } from '../names';
import { words as ofTests } from '../tests/words';
import type { Happened } from './happened';
import { words } from './words';

/** Beyond this many names a list is folded. */
const MANY = 8;

/** Everything that is known of a step, in the names that people use. */
export function Step({
  graph,
  node,
  members,
  happened,
  goals,
  names,
  choose,
  close,
}: {
  graph: GraphDocument;
  node: GraphNode;
  /** What the picture draws as this step: it alone, or calls that it groups. */
  members: readonly GraphNode[];
  happened: Happened | undefined;
  /** What tests should reach of it, where that is told. */
  goals: readonly Goal[] | undefined;
  names: Names;
  choose: (id: string) => void;
  close: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const head = useRef<HTMLHeadingElement>(null);
  const flow = useMemo(() => new Flow(graph), [graph]);
  // Who came by keyboard goes on by keyboard from here; a click stays where it was.
  useEffect(() => {
    if (document.activeElement?.matches(':focus-visible')) head.current?.focus({ preventScroll: true });
  }, []);
  const kind = kindOf(node);
  const lane = graph.lanes.find(({ id }) => id === node.lane);
  const merged = happened?.merged.find(({ into }) => into.id === node.id);
  const into = happened?.became[node.id];
  const around = (way: 'before' | 'after') => {
    const all = members.flatMap(({ id }) => flow[way](id));
    return all.filter(({ node: { id } }, at) => all.findIndex((one) => one.node.id === id) === at);
  };
  const facts: [string, ReactNode][] = [
    [say.kind, say.kinds[kind] ?? kind],
    [say.by, lane ? told(lane.title) : undefined],
    [say.role, node.role ? (say.roles[node.role] ?? node.role.replaceAll('_', ' ')) : undefined],
    [say.together, listed(node.with?.map(names.of), say.count)],
    [say.minutes, node.minutes == null ? undefined : say.minutesOf(number(node.minutes, language, 1))],
    [say.system, node.system ? names.known(node.system) : undefined],
    [
      say.service,
      listed(
        members.flatMap(({ calls, title }) => (calls ? (names.known(calls) ?? told(title)) : [])),
        say.count,
      ),
    ],
    [say.about, listed(members.flatMap(({ about }) => about ?? []).map(names.of), say.count)],
    [say.items, listed(node.items.map(names.of), say.count)],
    [say.uses, listed(members.flatMap(({ uses }) => uses).map(names.of), say.count)],
    [say.supplies, listed(members.flatMap(({ supplies }) => supplies).map(names.of), say.count)],
    [say.byTests, goals && goals.length > 0 ? <Reached goals={goals} /> : undefined],
    [say.before, <Ways key="before" ways={around('before')} names={names} choose={choose} />],
    [say.after, <Ways key="after" ways={around('after')} names={names} choose={choose} />],
  ];
  return (
    <aside
      className="sc-step no-print"
      aria-label={say.step}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <h2 ref={head} tabIndex={-1}>
          {[...new Set(members.map(({ title }) => told(title)))].join(say.and) || say.kinds[kind]}
        </h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={say.close} onClick={close} />
      </header>
      {merged ? <p className="sc-step-change">{say.madeOf(merged.of.length)}</p> : null}
      {into ? <p className="sc-step-change">{say.becameStep(names.of(into))}</p> : null}
      <dl>
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </aside>
  );
}

function listed(titles: readonly string[] | undefined, count: (many: number) => string): ReactNode {
  if (titles === undefined || titles.length === 0) return undefined;
  const each = [...new Set(titles)];
  const list = (
    <ul className="sc-names">
      {each.map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
  if (each.length <= MANY) return list;
  return (
    <details className="sc-names-more">
      <summary>{count(each.length)}</summary>
      {list}
    </details>
  );
}

/** Steps before or after, each a way to go there. */
function Ways({
  ways,
  names,
  choose,
}: {
  ways: readonly Follows[];
  names: Names;
  choose: (id: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  if (ways.length === 0) return say.nothing;
  return (
    <ul className="sc-ways">
      {ways.map(({ node, labels, chance, handoff }) => (
        <li key={node.id}>
          <Button type="link" size="small" onClick={() => choose(node.id)}>
            {names.known(node.id) ?? told(node.title)}
          </Button>
          {labels.length > 0 ? <span> · {labels.map(told).join(' · ')}</span> : null}
          {chance === undefined ? null : <span>{say.chance(`${number(chance * 100, language, 1)} %`)}</span>}
          {handoff ? <span className="sc-handoff">{say.handoff}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** How many tests come to a step, and to each of its ends. */
function Reached({ goals }: { goals: readonly Goal[] }) {
  const say = useWords(words);
  const ofCover = useWords(ofTests);
  const { language } = useLanguage();
  return (
    <ul className="sc-names">
      {goals.map((goal) => (
        <li key={`${goal.kind} ${goal.to ?? ''}`}>
          {goal.kind === 'outcome' ? `${ofCover.outcomes[goal.to ?? ''] ?? goal.to}${ofCover.colon}` : ''}
          {goal.tests === 0 ? <b>{ofCover.missed}</b> : say.testsOf(number(goal.tests, language))}
        </li>
      ))}
    </ul>
  );
}
