import { Descriptions } from 'antd';
import { length, moment, number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { changeSaid } from '../changes';
import type { Labels } from '../labels';
import { kindOf, type Run } from '../outcome';
import { useScenario, useWho } from '../queries';
import type { Named } from '../sides';
import { words as common } from '../words';
import { words } from './words';

interface HowProps {
  run: Run;
  /** None of a search. */
  sides: readonly Named[];
  labels: Labels;
  /** How often a search repeated each; none: that is not known, or each was played once. */
  replications?: number | undefined;
}

/** How it was simulated: all that is needed to have the same figures again, and what was taken for granted. */
export function How({ run, sides, labels, replications }: HowProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const told = useSay();
  const { language } = useLanguage();
  const scenario = useScenario(run.request.scenario).data;
  const who = useWho();
  const { request } = run;
  const kind = kindOf(run);
  const last = sides.at(-1)?.outcome;
  const changes = request.what_if ?? [];
  const given = (request.given ?? []).map((one) => {
    const [situation = '', answer = ''] = one.split('=');
    const said = labels.answer(situation, answer);
    return `${said.ask} ${said.answer}`;
  });
  const took =
    run.started_at && run.ended_at
      ? ` · ${say.took(length(Math.max(1000, Date.parse(run.ended_at) - Date.parse(run.started_at)), language))}`
      : '';
  const rows: [string, string | undefined][] = [
    [say.scenario, scenario ? told(scenario.title) : request.scenario],
    [say.kind, shared.kinds[kind]],
    [say.plan, sides.map((side) => side.name).join(' → ') || labels.plan(request.plan ?? '')],
    [say.changes, changes.map((said) => changeSaid(said, labels, language)).join(shared.list2) || undefined],
    [say.given, given.join(shared.list2) || undefined],
    [
      say.arrivals,
      request.per_day == null ? say.arrivalsAs : say.arrivalsPerDay(number(request.per_day, language, 2)),
    ],
    [say.start, request.start ?? say.startUsual],
    [say.warmUp, request.warm_up ?? say.warmUpUsual],
    [
      say.replications,
      kind === 'staffing'
        ? say.once
        : say.replicationsSaid(last?.replications ?? replications ?? 0, request.replications ?? 0),
    ],
    [say.cases, last ? undefined : number(request.cases ?? 0, language)],
    [say.candidates, request.candidates == null ? undefined : number(request.candidates, language)],
    [
      say.budget,
      kind !== 'staffing' ? undefined : request.budget == null ? say.budgetUsual : String(request.budget),
    ],
    [
      say.stop,
      request.precision == null
        ? undefined
        : shared.precision(`${number(request.precision * 100, language, 2)} %`),
    ],
    [say.seed, String(request.seed ?? 1)],
    [
      say.size,
      last
        ? say.sizeSaid(
            number(last.cases, language),
            number(last.turns, language),
            number(last.activities, language),
          )
        : say.played(number(run.done, language), number(run.total, language)),
    ],
    [say.askedBy, `${say.askedSaid(who(run.by), moment(run.asked_at, language))}${took}`],
    [say.draws, say.drawsSaid],
    [
      say.intervals,
      kind === 'staffing'
        ? undefined
        : say.intervalsSaid(`${number((last?.confidence ?? 0.95) * 100, language)} %`),
    ],
    [say.assumptions, say.assumptionsSaid],
  ];
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      styles={{ label: { width: 160, color: 'rgba(0,0,0,0.75)' } }}
      items={rows.flatMap(([label, text]) =>
        text === undefined ? [] : [{ key: label, label, children: text }],
      )}
    />
  );
}
