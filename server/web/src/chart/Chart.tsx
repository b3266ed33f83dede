import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useLanguage, useWords } from '../language/language';
import { isStill } from '../design/still';
import { DataTable, type Rows } from './DataTable';
import { init, type ECharts, type EChartsCoreOption } from './echarts';
import { INK, INK_SOFT, LINE } from './palette';
import { onPrint } from './print';
import { words } from './words';
import './chart.css';

export interface ChartProps {
  title: string;
  /** What it says, in a sentence: for those who do not see it. */
  description: string;
  /** A line below the title, for all. */
  note?: ReactNode;
  option: EChartsCoreOption;
  /** The same in rows. */
  table: Rows;
  height?: number;
  /** Whether areas have patterns, so that they are told apart without colour; not where colour is an amount. */
  isPatterned?: boolean;
  /** Choices that belong to the chart, beside its title. */
  children?: ReactNode;
}

/** A chart and the table that says the same; either can be shown. */
export function Chart(props: ChartProps) {
  const { title, description, note, option, table, height = 280, isPatterned = true, children } = props;
  const say = useWords(words);
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="chart-head">
        <div className="chart-name">
          <h3 id={id}>{title}</h3>
          {note ? <p>{note}</p> : null}
        </div>
        <div className="chart-tools no-print">
          {children}
          <Button
            size="small"
            icon={isTable ? <BarChartOutlined aria-hidden /> : <TableOutlined aria-hidden />}
            aria-label={`${isTable ? say.picture : say.table}: ${title}`}
            onClick={() => setIsTable(!isTable)}
          >
            {isTable ? say.picture : say.table}
          </Button>
        </div>
      </figcaption>
      {isTable ? (
        <DataTable {...table} />
      ) : (
        <Drawing
          option={option}
          label={`${say.chartOf(title)}. ${description}`}
          height={height}
          isPatterned={isPatterned}
        />
      )}
    </figure>
  );
}

/** What all charts have in common: letters, the tooltip drawn rather than written as HTML, the words for aria. */
function whole(
  option: EChartsCoreOption,
  { label, isPatterned, font }: { label: string; isPatterned: boolean; font: string },
): EChartsCoreOption {
  return {
    animation: !isStill(),
    animationDuration: 350,
    animationDurationUpdate: 350,
    textStyle: { fontFamily: font, fontSize: 12, color: INK },
    aria: { enabled: true, label: { description: label }, decal: { show: isPatterned } },
    ...option,
    tooltip: {
      // Texts of scenarios and names of runs are what people wrote: never HTML.
      renderMode: 'richText',
      confine: true,
      backgroundColor: '#fff',
      borderColor: LINE,
      textStyle: { color: INK, fontSize: 12, fontFamily: font },
      axisPointer: { lineStyle: { color: INK_SOFT } },
      ...(option.tooltip as object | undefined),
    },
  };
}

interface Drawn {
  option: EChartsCoreOption;
  label: string;
  height: number;
  isPatterned: boolean;
}

function Drawing({ option, label, height, isPatterned }: Drawn) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const { language } = useLanguage();
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const made = init(at, undefined, { renderer: 'svg', locale: language === 'zh' ? 'ZH' : 'EN' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(at);
    const unheard = onPrint(made);
    return () => {
      unheard();
      watch.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, [language]);
  useEffect(() => {
    const font = getComputedStyle(document.body).fontFamily;
    chart.current?.setOption(whole(option, { label, isPatterned, font }), { notMerge: true });
  }, [option, label, isPatterned, language]);
  return <div ref={box} className="chart-box" role="img" aria-label={label} style={{ height }} />;
}
