import { DataTable } from '../../../chart/DataTable';
import { useLanguage, useWords } from '../../../language/language';
import { differenceSaid, estimateSaid, FIGURES, type Figure } from '../figures';
import { words as common } from '../words';
import { differ, type Column } from './columns';
import { words } from './words';

/** Every figure of all columns, each with how it differs from the base. */
export function Figures({ columns, base }: { columns: readonly Column[]; base: Column }) {
  const say = useWords(words);
  const names = useWords(common).figures;
  const { language } = useLanguage();
  const shown = FIGURES.filter((figure) => columns.some((one) => (figure.of(one.outcome)?.mean ?? 0) !== 0));
  return (
    <DataTable
      caption={say.figures}
      isWhole
      columns={[
        { title: say.figure },
        ...columns.map((one) => ({ title: one === base ? say.baseOf(one.name) : one.name, isNumber: true })),
      ]}
      rows={shown.map((figure) => [
        `${names[figure.name]}${figure.style === 'hours' ? say.hours : ''}`,
        ...columns.map((one) => (
          <Value key={one.key} figure={figure} column={one} base={base} language={language} />
        )),
      ])}
    />
  );
}

interface ValueProps {
  figure: Figure;
  column: Column;
  base: Column;
  language: 'zh' | 'en';
}

function Value({ figure, column, base, language }: ValueProps) {
  const say = useWords(words);
  const difference = column === base ? undefined : differ(figure, base, column);
  const isBetter =
    figure.isLessBetter === undefined || difference === undefined
      ? undefined
      : difference.told.mean < 0 === figure.isLessBetter;
  const tone = difference?.isCertain
    ? isBetter === undefined
      ? ''
      : isBetter
        ? 'is-better'
        : 'is-worse'
    : '';
  return (
    <>
      <div>{estimateSaid(figure.of(column.outcome), figure.style, language)}</div>
      {difference === undefined ? null : (
        <div className={`sim-delta ${tone}`}>
          {differenceSaid(difference.told, figure.style, language)}{' '}
          {difference.isCertain === undefined
            ? say.noInterval
            : difference.isCertain
              ? say.certain
              : say.uncertain}
          {difference.isPaired ? ` · ${say.paired}` : ''}
        </div>
      )}
    </>
  );
}
