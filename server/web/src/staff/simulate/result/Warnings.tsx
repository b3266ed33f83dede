import { Alert } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import type { Labels } from '../labels';
import type { Outcome } from '../outcome';
import type { Named } from '../sides';
import { words } from './words';

/** What has to be known before any figure is read; nothing where nothing is unusual. */
export function Warnings({ sides, labels }: { sides: readonly Named[]; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const percent = (share: number, digits = 0) => `${number(share * 100, language, digits)} %`;
  const of = (outcome: Outcome): string[] => [
    ...outcome.desks
      .filter((desk) => desk.is_overloaded)
      .map((desk) => say.overloaded(labels.desk(desk.id), percent(desk.load?.mean ?? 1))),
    ...(outcome.lost > 0 ? [say.lost(number(outcome.lost, language))] : []),
    ...(outcome.stuck > 0 ? [say.stuck(number(outcome.stuck, language))] : []),
    ...(outcome.cases === 0 ? [outcome.is_cut ? say.cutTooSoon : say.noneCounts] : []),
    ...(outcome.is_cut && outcome.cases > 0 ? [say.cut] : []),
    ...(outcome.covered < 1 ? [say.covered(percent(outcome.covered, 2))] : []),
    ...(outcome.by_week_alone ? [say.byWeek] : []),
  ];
  const told = sides.map((side) => ({ name: side.name, warnings: of(side.outcome) }));
  // What is so on both sides is told once.
  const shared =
    sides.length < 2 ? [] : (told[0]?.warnings.filter((one) => told[1]?.warnings.includes(one)) ?? []);
  const lines = [
    ...shared,
    ...told.flatMap(({ name, warnings }) =>
      warnings
        .filter((one) => !shared.includes(one))
        .map((one) => (sides.length > 1 ? `${say.side(name)}${one}` : one)),
    ),
  ];
  if (lines.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={say.warnings}
      description={
        <ul className="sim-warnings">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      }
    />
  );
}
