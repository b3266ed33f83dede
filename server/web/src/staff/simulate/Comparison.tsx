import { Alert, Button, Select, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { DataTable } from '../../chart/DataTable';
import { Distribution } from '../../chart/Distribution';
import { Loads } from '../../chart/Loads';
import { useLanguage, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Failure } from '../frame/State';
import type { Column } from './compare/columns';
import { Figures } from './compare/Figures';
import { words } from './compare/words';
import { estimateSaid, hoursSaid } from './figures';
import { useLabels, type Labels } from './labels';
import { cameOf, isOver, isPaired, scenariosOf, type Run } from './outcome';
import { useRunsWhole } from './queries';
import { requestSaid } from './request';
import { named } from './sides';
import './simulate.css';
import './print.css';

/** Several runs side by side: `?of=RUN,RUN`. */
export default function Comparison() {
  const say = useWords(words);
  const [query] = useSearchParams();
  const ids = useMemo(() => [...new Set((query.get('of') ?? '').split(',').filter(Boolean))], [query]);
  const asked = useRunsWhole(ids);
  const runs = asked.flatMap((one) => (one.data === undefined ? [] : [one.data]));
  const error = asked.find((one) => one.error)?.error;
  return (
    <div className="sim">
      <PageHead title={say.title} about={say.about}>
        <Link to="/simulate">{say.back}</Link>
      </PageHead>
      {ids.length < 2 ? (
        <Alert type="info" showIcon title={say.tooFew} />
      ) : error ? (
        <>
          <Alert type="warning" showIcon title={say.gone} />
          <Failure error={error} />
        </>
      ) : runs.length < ids.length || !runs.every(isOver) ? (
        <Skeleton active />
      ) : (
        <Compared runs={runs} />
      )}
    </div>
  );
}

/** Which scenarios a run is of, as one name. */
const together = (run: Run) => scenariosOf(run.request).join('+');

/** The sides of all runs, each by a name of its own. */
function useColumns(runs: readonly Run[], labels: Labels): Column[] {
  const { language } = useLanguage();
  return useMemo(() => {
    const isOne = new Set(runs.map(together)).size === 1;
    const columns = runs.flatMap((run, at) => {
      const came = cameOf(run);
      if (came === undefined) return [];
      const title =
        run.request.name ?? (isOne ? '' : scenariosOf(run.request).map(labels.scenario).join(' + '));
      return named(came, run.request, labels, language).map((side) => ({
        key: `${run.id}.${side.key}`,
        name: title === '' ? side.name : came.sides.length > 1 ? `${title} · ${side.name}` : title,
        number: at + 1,
        run,
        came,
        side: side.key,
        outcome: side.outcome,
      }));
    });
    const isTwice = (name: string) => columns.filter((one) => one.name === name).length > 1;
    return columns.map((one) => (isTwice(one.name) ? { ...one, name: `${one.number}. ${one.name}` } : one));
  }, [runs, labels, language]);
}

function Compared({ runs }: { runs: readonly Run[] }) {
  const say = useWords(words);
  const isSame = new Set(runs.map(together)).size === 1;
  const isOne = runs.every((run) => scenariosOf(run.request).length === 1);
  const scenario = isSame && isOne ? runs[0]?.request.scenario : undefined;
  const labels = useLabels(runs[0]?.request.scenario, scenario && (runs[0]?.request.plan ?? undefined));
  const columns = useColumns(runs, labels);
  const [chosen, choose] = useState<string>();
  const base = columns.find((one) => one.key === chosen) ?? columns[0];
  if (base === undefined || columns.length < 2) return <Alert type="warning" showIcon title={say.gone} />;
  const isApart = runs.length > 1;
  const seeds = new Set(runs.map((run) => run.request.seed));
  return (
    <>
      {isSame ? null : <Alert type="info" showIcon title={say.otherScenarios} />}
      {isApart && scenario !== undefined && seeds.size < runs.length ? (
        <Alert type="info" showIcon title={say.sameSeed} action={<AsPair runs={runs} />} />
      ) : null}
      <section className="card sim-section" aria-labelledby="what-title">
        <div className="card-head">
          <h2 id="what-title">{say.what}</h2>
        </div>
        <What columns={columns} labels={labels} />
      </section>
      <section className="card sim-section" aria-labelledby="figures-title">
        <div className="card-head">
          <h2 id="figures-title">{say.figures}</h2>
          <label className="sim-base">
            {say.base}
            <Select
              size="small"
              aria-label={say.base}
              value={base.key}
              onChange={choose}
              popupMatchSelectWidth={false}
              options={columns.map((one) => ({ value: one.key, label: one.name }))}
            />
          </label>
        </div>
        <Figures columns={columns} base={base} />
      </section>
      <section className="card sim-section" aria-labelledby="time-title">
        <div className="card-head">
          <h2 id="time-title">{say.time}</h2>
        </div>
        <Times columns={columns} />
      </section>
      {scenario === undefined ? null : (
        <section className="card sim-section" aria-labelledby="loads-title">
          <div className="card-head">
            <h2 id="loads-title">{say.loads}</h2>
          </div>
          <Desks columns={columns} labels={labels} />
          <Items columns={columns} labels={labels} />
        </section>
      )}
    </>
  );
}

/** Two plans of one scenario can be simulated with the same draws: the surer way to compare them. */
function AsPair({ runs }: { runs: readonly Run[] }) {
  const say = useWords(words);
  const [first, second] = runs.map((run) =>
    isPaired(run.request) ? undefined : cameOf(run)?.sides[0]?.outcome.plan,
  );
  const scenario = runs[0]?.request.scenario;
  const isTold = runs.length === 2 && scenario !== undefined && first !== undefined && second !== undefined;
  if (!isTold || first === second) return null;
  const query = new URLSearchParams({ scenario, plan: first, against: second });
  return (
    <Link to={`/simulate/new?${query.toString()}`}>
      <Button size="small" tabIndex={-1}>
        {say.pair}
      </Button>
    </Link>
  );
}

function What({ columns, labels }: { columns: readonly Column[]; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <DataTable
      caption={say.what}
      columns={[{ title: say.run }, { title: say.parameters }]}
      rows={columns.map((one) => {
        const { plans, details } = requestSaid(one.run.request, labels, language);
        return [
          <Link key={one.key} to={`/simulate/${one.run.id}`}>
            {one.name}
          </Link>,
          [plans, ...details].filter(Boolean).join(' · '),
        ];
      })}
    />
  );
}

function Times({ columns }: { columns: readonly Column[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const series = useMemo(
    () =>
      columns.flatMap((one) =>
        one.outcome.cycle.histogram === null
          ? []
          : [
              {
                name: one.name,
                histogram: one.outcome.cycle.histogram,
                marks: one.outcome.cycle.mean
                  ? [
                      {
                        name: '',
                        hours: one.outcome.cycle.mean.mean,
                        half: one.outcome.cycle.mean.half_width,
                      },
                    ]
                  : [],
              },
            ],
      ),
    [columns],
  );
  if (series.length === 0) return null;
  const means = columns
    .map(
      (one) =>
        `${one.name} ${one.outcome.cycle.mean ? hoursSaid(one.outcome.cycle.mean.mean, language) : '–'}`,
    )
    .join('; ');
  return (
    <Distribution
      title={say.time}
      description={say.timeNote(means)}
      note={say.timeNote(means)}
      series={series}
    />
  );
}

function Desks({ columns, labels }: { columns: readonly Column[]; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const names = useMemo(() => columns.map((one) => one.name), [columns]);
  const loads = useMemo(() => {
    const ids = [...new Set(columns.flatMap((one) => one.outcome.desks.map((desk) => desk.id)))];
    return ids
      .map((id) => ({
        name: labels.desk(id),
        told: columns.map((one) => one.outcome.desks.find((desk) => desk.id === id)?.load ?? null),
      }))
      .map((one) => ({
        ...one,
        shares: one.told.map((load) => load?.mean ?? null),
        halves: one.told.map((load) => load?.half_width ?? null),
      }));
  }, [columns, labels]);
  return (
    <Loads
      title={say.loads}
      description={say.loadsNote}
      note={say.loadsNote}
      sides={names}
      loads={loads}
      table={{
        caption: say.loads,
        columns: [{ title: say.desk }, ...names.map((title) => ({ title, isNumber: true }))],
        rows: loads.map((load) => [
          load.name,
          ...load.told.map((one) => (one === null ? '–' : estimateSaid(one, 'share', language))),
        ]),
      }}
    />
  );
}

function Items({ columns, labels }: { columns: readonly Column[]; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const ids = [...new Set(columns.flatMap((one) => one.outcome.items.map((item) => item.id)))];
  return (
    <DataTable
      caption={say.items}
      isCaptionShown
      columns={[{ title: say.item }, ...columns.map((one) => ({ title: one.name, isNumber: true }))]}
      rows={ids.map((id) => [
        labels.item(id),
        ...columns.map((one) =>
          estimateSaid(
            one.outcome.items.find((item) => item.id === id)?.cycle.mean ?? null,
            'hours',
            language,
          ),
        ),
      ])}
    />
  );
}
