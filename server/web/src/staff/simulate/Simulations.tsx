import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Progress } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import type { Language } from '../../language/words';
import { changeSaid } from './changes';
import { differenceSaid, estimateSaid, hoursSaid } from './figures';
import { useLabels, type Labels } from './labels';
import { Rename } from './Name';
import { cameOf, isOver, kindOf, sensitivityOf, staffingOf, type Run } from './outcome';
import { useRun, useRuns, useScenarios, useWho } from './queries';
import { requestSaid } from './request';
import { useCancel } from './result/Progress';
import { advised, foundOf, WITHIN } from './search/advice';
import { changeIn, MEAN, strongest } from './search/swings';
import { words } from './words';
import './simulate.css';

/** Most that are compared at once: more cannot be told apart in a picture. */
const MOST = 6;
/** So many rows at once: the mean of each has to be asked for. */
const STEP = 20;

/** All runs: how each stands, what it simulates and comes to; several can be compared. */
export default function Simulations() {
  const say = useWords(words);
  const runs = useRuns();
  const go = useNavigate();
  const [query] = useSearchParams();
  const first = query.get('with');
  const [chosen, setChosen] = useState<readonly string[]>(first === null ? [] : [first]);
  const known = chosen.filter((id) => runs.data?.some((run) => run.id === id) ?? true);
  return (
    <div className="sim">
      <PageHead title={say.title} about={say.about}>
        <Button
          disabled={known.length < 2}
          onClick={() => void go(`/simulate/compare?of=${known.join(',')}`)}
        >
          {known.length > 0 ? say.compareCount(known.length) : say.compare}
        </Button>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void go('/simulate/new')}>
          {say.start}
        </Button>
      </PageHead>
      <Loaded of={runs}>
        {(all) =>
          all.length === 0 ? (
            <section className="card">
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={
                  <>
                    <strong>{say.none}</strong>
                    <div className="run-help">{say.noneAbout}</div>
                  </>
                }
              >
                <Button type="primary" onClick={() => void go('/simulate/new')}>
                  {say.start}
                </Button>
              </Empty>
            </section>
          ) : (
            <List runs={all} chosen={known} onChoose={setChosen} />
          )
        }
      </Loaded>
    </div>
  );
}

interface ListProps {
  runs: readonly Run[];
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}

function List({ runs, chosen, onChoose }: ListProps) {
  const say = useWords(words);
  const told = useSay();
  const [shown, setShown] = useState(STEP);
  const scenarios = useScenarios().data;
  const titles = useMemo(
    () => Object.fromEntries((scenarios ?? []).map((one) => [one.id, told(one.title)])),
    [scenarios, told],
  );
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <section className="card sim-list" aria-label={say.list}>
      <p className="sim-note">{say.chooseTwo}</p>
      <table>
        <caption className="sr-only">{say.list}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{say.run}</th>
            <th scope="col">{say.status}</th>
            <th scope="col" className="is-number">
              {say.came}
            </th>
            <th scope="col">{say.asked}</th>
            <th scope="col">
              <span className="sr-only">{say.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, shown).map((run) => (
            <Row
              key={run.id}
              run={run}
              name={run.request.name ?? titles[run.request.scenario] ?? run.request.scenario}
              scenario={titles[run.request.scenario] ?? run.request.scenario}
              isChosen={chosen.includes(run.id)}
              isFull={chosen.length >= MOST}
              onToggle={() => toggle(run.id)}
            />
          ))}
        </tbody>
      </table>
      {runs.length > shown ? (
        <Button onClick={() => setShown(shown + STEP)}>{say.more(runs.length - shown)}</Button>
      ) : null}
      <p className="sim-note">{say.memory}</p>
    </section>
  );
}

interface RowProps {
  run: Run;
  name: string;
  scenario: string;
  isChosen: boolean;
  isFull: boolean;
  onToggle: () => void;
}

function Row({ run, name, scenario, isChosen, isFull, onToggle }: RowProps) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const { request } = run;
  const labels = useLabels(
    request.scenario,
    needsSteps(run) ? (request.against ?? request.plan ?? undefined) : undefined,
  );
  const { plans, details } = requestSaid(request, labels, language);
  const who = useWho();
  const cancel = useCancel();
  const kind = kindOf(run);
  const isSearch = kind === 'sensitivity' || kind === 'staffing';
  const isUnderWay = !isOver(run);
  const percent = Math.floor((run.done / Math.max(1, run.total)) * 100);
  return (
    <tr className={isChosen ? 'is-chosen' : undefined}>
      <td>
        <label className="sim-choose">
          <input
            type="checkbox"
            aria-label={say.choose(name)}
            checked={isChosen}
            disabled={isSearch || !hasResult(run) || (isFull && !isChosen)}
            title={isSearch ? say.notCompared : undefined}
            onChange={onToggle}
          />
        </label>
      </td>
      <th scope="row">
        <Link to={`/simulate/${run.id}`}>{name}</Link>
        <Rename isSmall id={run.id} name={name} />
        <div className="run-help">
          <span className="sim-kind">{say.kinds[kind]}</span>{' '}
          {[name === scenario ? '' : scenario, plans, ...details].filter(Boolean).join(' · ')}
        </div>
      </th>
      <td data-label={say.status}>
        <span className={`sim-status is-${run.status}`}>{say.statuses[run.status] ?? run.status}</span>
        {run.failure ? <div className="run-error">{told(run.failure.detail)}</div> : null}
        {isUnderWay ? <Progress percent={percent} size="small" aria-label={`${say.status} ${name}`} /> : null}
      </td>
      <td data-label={say.came} className="is-number">
        {hasResult(run) ? <Came id={run.id} labels={labels} /> : '–'}
      </td>
      <td data-label={say.asked} className="sim-when">
        {moment(run.asked_at, language)}
        <div className="run-help">
          {say.by} {who(run.by)}
        </div>
      </td>
      <td>
        {isUnderWay ? (
          <Button
            size="small"
            loading={cancel.isPending}
            aria-label={say.cancelOf(name)}
            onClick={() => cancel.mutate(run.id)}
          >
            {say.cancel}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

/** Whether there may be figures: those of one that was cancelled are of what was played by then. */
function hasResult(run: Run): boolean {
  return run.status === 'done' || (run.status === 'cancelled' && run.done > 0);
}

function needsSteps(run: Run): boolean {
  return (run.request.what_if ?? []).some((said) => /^(correct|refuse|found)\./.test(said));
}

/** What a run came to in a word, which the list of the server does not have. */
function Came({ id, labels }: { id: string; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const run = useRun(id).data;
  if (run === undefined) return <span aria-hidden>…</span>;
  const sensitivity = sensitivityOf(run);
  const moved = sensitivity && strongest(sensitivity.moved);
  const hours = moved && changeIn(moved, MEAN)?.difference;
  const staffing = staffingOf(run);
  const best = staffing && advised(foundOf(staffing).tried, WITHIN);
  const [what, about] = moved
    ? [
        changeSaid(moved.what, labels, language),
        hours && `${differenceSaid(hours, 'hours', language)} ${say.hour}`,
      ]
    : sensitivity
      ? [say.uncertain]
      : best
        ? [say.advised(best.total), hoursSaid(best.cycle_hours, language)]
        : meansSaid(run, language);
  return (
    <>
      <strong>{what}</strong>
      {about ? <div className="run-help">{about}</div> : null}
    </>
  );
}

/** The mean time, of a pair after before; and it in hours with its interval. */
function meansSaid(run: Run, language: Language): [string, string?] {
  const say = words[language];
  const means = (cameOf(run)?.sides ?? []).map((side) => side.outcome.cycle.mean);
  const last = means.at(-1);
  const said = means.map((mean) => (mean === null ? '–' : hoursSaid(mean.mean, language)));
  return [
    said.join(` ${say.into} `) || '–',
    last ? `${estimateSaid(last, 'hours', language)} ${say.hour}` : undefined,
  ];
}
