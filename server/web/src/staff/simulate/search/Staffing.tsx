import { Alert, Button, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { DataTable, type Rows } from '../../../chart/DataTable';
import { Pareto } from '../../../chart/Pareto';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { hoursSaid } from '../figures';
import type { Labels } from '../labels';
import type { Run, Staffing as Searched } from '../outcome';
import { followed } from '../request';
import { How } from '../result/How';
import { Sections } from '../result/Sections';
import { words as result } from '../result/words';
import { advised, foundOf, frontOf, sameAs, type Found, type Goal, type Staffed, WITHIN } from './advice';
import { Cards } from './Cards';
import { words } from './words';

/** How much longer than the shortest is still quick enough. */
const CHOICES = [0.02, WITHIN, 0.1, 0.2] as const;
const GOALS = ['cycle_hours', 'p95_hours', 'on_time'] as const;

interface Parts {
  run: Run;
  found: Searched;
  labels: Labels;
}

/** How few people would do, and what more of them bring. */
export function Staffing({ run, found: searched, labels }: Parts) {
  const say = useWords(words);
  const shared = useWords(result);
  const { language } = useLanguage();
  const found = useMemo(() => foundOf(searched), [searched]);
  const [within, setWithin] = useState<number>(WITHIN);
  const best = useMemo(() => advised(found.tried, within), [found, within]);
  if (best === undefined || found.desks.length === 0) {
    return <Alert type="info" showIcon title={say.noStaff} />;
  }
  const { now } = found;
  const changes = found.desks.flatMap((desk, at) => {
    const people = best.people[at] ?? desk.people;
    return people === desk.people ? [] : [`staff.${desk.id}=${people}`];
  });
  const fewer = now.total - best.total;
  const share = `${number(within * 100, language)} %`;
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={say.advised(best.total, hoursSaid(best.cycle_hours, language))}
        description={`${fewer > 0 ? say.fewer(fewer, now.total) : fewer < 0 ? say.more(-fewer, now.total) : say.asMany} ${say.rule(share)}`}
        action={
          changes.length === 0 ? undefined : (
            <Link to={followed(run, changes)} className="no-print">
              <Button size="small" tabIndex={-1}>
                {say.beside}
              </Button>
            </Link>
          )
        }
      />
      <Sections
        sections={[
          {
            id: 'advice',
            title: say.advice,
            content: <Figures found={found} best={best} />,
            beside: (
              <label className="sim-base no-print">
                {say.within}
                <Select
                  size="small"
                  aria-label={say.within}
                  value={within}
                  onChange={setWithin}
                  options={CHOICES.map((one) => ({ value: one, label: `${number(one * 100, language)} %` }))}
                />
              </label>
            ),
          },
          { id: 'front', title: say.front, content: <Front found={found} best={best} labels={labels} /> },
          { id: 'desks', title: say.desks, content: <Desks found={found} best={best} labels={labels} /> },
          { id: 'how', title: shared.how, content: <How run={run} sides={[]} labels={labels} /> },
        ]}
      />
    </>
  );
}

function Figures({ found, best }: { found: Found; best: Staffed }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const today = sameAs(found.tried, found.now.people);
  const before = (text: string | undefined) => (text === undefined ? undefined : say.today(text));
  const share = (value: number) => `${number(value * 100, language, 1)} %`;
  const least = found.least.reduce((a, b) => a + b, 0);
  return (
    <Cards
      told={[
        { name: say.bestPeople, value: say.people(best.total), note: say.today(say.people(found.now.total)) },
        { name: say.leastPeople, value: say.people(least), note: say.leastAbout },
        {
          name: say.goals.cycle_hours,
          value: hoursSaid(best.cycle_hours, language),
          note: before(today && hoursSaid(today.cycle_hours, language)),
        },
        {
          name: say.goals.p95_hours,
          value: hoursSaid(best.p95_hours, language),
          note: before(today && hoursSaid(today.p95_hours, language)),
        },
        {
          name: say.goals.on_time,
          value: share(best.on_time),
          note: before(today && share(today.on_time)),
        },
        { name: say.triedCount, value: number(found.tried.length, language), note: say.triedAbout },
      ]}
    />
  );
}

function Front({ found, best, labels }: { found: Found; best: Staffed; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [goal, setGoal] = useState<Goal>('cycle_hours');
  const isShare = goal === 'on_time';
  const { tried, desks, now } = found;
  const drawn = useMemo(() => {
    const front = new Set(frontOf(tried, goal));
    const value = (one: Staffed) => (isShare ? one[goal] * 100 : one[goal]);
    const of = (one: Staffed) => ({
      said: desks.map((desk, at) => `${labels.desk(desk.id)} ${one.people[at] ?? 0}`).join('\n'),
      total: one.total,
      value: value(one),
      isBest: front.has(one),
    });
    const today = sameAs(tried, now.people);
    return {
      tried: tried.map(of),
      advised: of(best),
      now: { total: now.total, value: today && value(today) },
      front,
    };
  }, [tried, desks, now, best, goal, isShare, labels]);
  const table: Rows = {
    caption: say.front,
    columns: [
      { title: say.total, isNumber: true },
      ...GOALS.map((one) => ({
        title: `${say.goals[one]}${one === 'on_time' ? '' : say.inHours}`,
        isNumber: true,
      })),
      { title: say.isBest },
      ...desks.map((desk) => ({ title: labels.desk(desk.id), isNumber: true })),
    ],
    rows: tried.map((one) => [
      number(one.total, language),
      number(one.cycle_hours, language, 1),
      number(one.p95_hours, language, 1),
      `${number(one.on_time * 100, language, 1)} %`,
      one === best ? say.isAdvised : drawn.front.has(one) ? say.yes : '',
      ...one.people.map((people) => number(people, language)),
    ]),
  };
  return (
    <Pareto
      title={say.frontOf(say.goals[goal])}
      description={say.frontSaid(drawn.front.size, best.total)}
      note={say.frontNote}
      figure={say.goals[goal]}
      unit={isShare ? '%' : say.hours}
      tried={drawn.tried}
      advised={drawn.advised}
      now={drawn.now}
      table={table}
    >
      <Segmented<Goal>
        size="small"
        aria-label={say.whichFigure}
        value={goal}
        onChange={setGoal}
        options={GOALS.map((one) => ({ value: one, label: say.goalsShort[one] }))}
      />
    </Pareto>
  );
}

/** Desk by desk: today, the fewest that do, and what is advised. */
function Desks({ found, best, labels }: { found: Found; best: Staffed; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const signed = (value: number) =>
    value === 0 ? '0' : `${value > 0 ? '+' : '−'}${number(Math.abs(value), language)}`;
  const least = found.least.reduce((a, b) => a + b, 0);
  return (
    <DataTable
      caption={say.desks}
      isWhole
      columns={[
        { title: say.desk },
        ...[say.todayPeople, say.leastPeople, say.bestPeople, say.change].map((title) => ({
          title,
          isNumber: true,
        })),
      ]}
      rows={[
        ...found.desks.map((desk, at) => [
          labels.desk(desk.id),
          number(desk.people, language),
          number(found.least[at] ?? 0, language),
          number(best.people[at] ?? 0, language),
          signed((best.people[at] ?? 0) - desk.people),
        ]),
        [
          say.all,
          number(found.now.total, language),
          number(least, language),
          number(best.total, language),
          signed(best.total - found.now.total),
        ],
      ]}
    />
  );
}
