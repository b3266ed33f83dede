import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import type { Language } from '../../../language/words';
import { DataTable } from '../../../chart/DataTable';
import {
  differenceSaid,
  estimateSaid,
  figureOf,
  FIGURES,
  hoursSaid,
  inDays,
  KEY_FIGURES,
  valueSaid,
  type Figure,
} from '../figures';
import type { Changed, Estimate } from '../outcome';
import type { Named } from '../sides';
import { words as common } from '../words';
import { words } from './words';

interface Parts {
  sides: readonly Named[];
  changes: readonly Changed[];
}

/** A figure of the last side, and of a pair what it was before and what differs. */
interface Told {
  figure: Figure;
  now: Estimate;
  before: Estimate | null;
  difference: Estimate | null;
  isCertain: boolean;
}

function tell(figure: Figure, { sides, changes }: Parts): Told | undefined {
  const change = changes.find((one) => one.figure === figure.name);
  const last = sides.at(-1);
  if (last === undefined) return undefined;
  const now = change?.to ?? figure.of(last.outcome);
  if (now === null) return undefined;
  const first = sides.length > 1 ? sides[0] : undefined;
  return {
    figure,
    now,
    before: change?.from ?? (first === undefined ? null : figure.of(first.outcome)),
    difference: change?.difference ?? null,
    isCertain: change?.is_certain ?? false,
  };
}

/** What a reader wants to know first. */
export function KeyFigures(parts: Parts) {
  const say = useWords(words);
  const { language } = useLanguage();
  const last = parts.sides.at(-1)?.outcome;
  if (last === undefined) return null;
  const told = KEY_FIGURES.map(figureOf)
    .map((figure) => figure && tell(figure, parts))
    .filter((one): one is Told => one !== undefined)
    // Where nobody says what staff costs, there is no cost to tell.
    .filter((one) => one.figure.name !== 'staff_cost' || one.now.mean !== 0);
  return (
    <>
      <p className="sim-note">{say.ended(number(last.completed, language), last.replications)}</p>
      <ul className="sim-cards">
        {told.map((one) => (
          <Card key={one.figure.name} told={one} language={language} />
        ))}
      </ul>
    </>
  );
}

function large(told: Estimate, figure: Figure, language: Language): string {
  return figure.style === 'hours'
    ? hoursSaid(told.mean, language)
    : valueSaid(told.mean, figure.style, language);
}

function Card({ told, language }: { told: Told; language: Language }) {
  const say = useWords(words);
  const names = useWords(common).figures;
  const { figure, now, before } = told;
  const half = estimateSaid(now, figure.style, language).split(' ± ')[1];
  const isLong = figure.style === 'hours' && inDays(now.mean);
  return (
    <li className="sim-figure" data-figure={figure.name}>
      <div className="sim-figure-name">{names[figure.name]}</div>
      <div className="sim-figure-value">{large(now, figure, language)}</div>
      <div className="sim-figure-note">
        {isLong ? `${say.hours(valueSaid(now.mean, 'hours', language))} ` : ''}
        {half === undefined
          ? figure.name === 'on_time'
            ? say.onTimeNote
            : ''
          : say.half(figure.style === 'hours' ? say.hours(half) : half)}
      </div>
      {before === null ? null : (
        <div className="sim-figure-before">
          <span>{say.before(large(before, figure, language))}</span>{' '}
          <Verdict told={told} language={language} />
        </div>
      )}
    </li>
  );
}

/** Whether it got better, in words and not by colour alone. */
function Verdict({ told, language }: { told: Told; language: Language }) {
  const say = useWords(words);
  const { figure, before, now, difference, isCertain } = told;
  if (before === null || (before.mean === 0 && now.mean === 0)) return null;
  const change = now.mean - before.mean;
  if (difference !== null && !isCertain) return <span className="sim-verdict">{say.same}</span>;
  if (change === 0) return null;
  const sign = change > 0 ? '▲' : '▼';
  const much =
    figure.style === 'share'
      ? say.points(number(Math.abs(change) * 100, language, 1))
      : before.mean === 0
        ? valueSaid(Math.abs(change), figure.style, language)
        : `${number(Math.abs(change / before.mean) * 100, language, 1)} %`;
  const isBetter = figure.isLessBetter === undefined ? undefined : change < 0 === figure.isLessBetter;
  const name = isBetter === undefined ? '' : isBetter ? 'is-better' : 'is-worse';
  return (
    <span className={`sim-verdict ${name}`}>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{change > 0 ? '+' : '−'}</span> {much}
      {isBetter === undefined ? '' : ` ${isBetter ? say.better : say.worse}`}
    </span>
  );
}

/** Every figure in a table; of a pair with the difference by pairs. */
export function AllFigures(parts: Parts) {
  const say = useWords(words);
  const names = useWords(common).figures;
  const { language } = useLanguage();
  const isPair = parts.sides.length > 1;
  const told = FIGURES.map((figure) => tell(figure, parts)).filter((one): one is Told => one !== undefined);
  const waiting = parts.changes.find((one) => one.figure === 'waiting_hours');
  const unit = (figure: Figure) =>
    figure.style === 'hours'
      ? `${names[figure.name]}${language === 'zh' ? '（小时）' : ' (hours)'}`
      : names[figure.name];
  const row = (name: string, style: Figure['style'], one: Omit<Told, 'figure'>) => [
    name,
    ...(isPair ? [estimateSaid(one.before, style, language)] : []),
    estimateSaid(one.now, style, language),
    ...(isPair
      ? [
          one.difference === null ? '–' : differenceSaid(one.difference, style, language),
          one.difference === null ? '' : one.isCertain ? say.yes : say.no,
        ]
      : []),
  ];
  return (
    <DataTable
      caption={say.all}
      isWhole
      columns={[
        { title: say.figure },
        ...(isPair
          ? parts.sides.map((side) => ({ title: side.name, isNumber: true }))
          : [{ title: say.mean, isNumber: true }]),
        ...(isPair ? [{ title: say.difference, isNumber: true }, { title: say.certain }] : []),
      ]}
      rows={[
        ...told.map((one) => row(unit(one.figure), one.figure.style, one)),
        ...(waiting?.to
          ? [
              row(`${names.waiting_hours}${language === 'zh' ? '（小时）' : ' (hours)'}`, 'hours', {
                now: waiting.to,
                before: waiting.from,
                difference: waiting.difference,
                isCertain: waiting.is_certain,
              }),
            ]
          : []),
      ]}
    />
  );
}
