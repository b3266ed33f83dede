import { Alert, Segmented, Spin, Table } from 'antd';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { StepList } from '../../picture/StepList';
import { Swimlane } from '../../picture/Swimlane';
import type { CheckResult } from './check';
import { vias as viaWords } from '../scenario/words';
import { words } from './words';

type CheckedForm = NonNullable<CheckResult['form']>;

interface Props {
  result: CheckResult | undefined;
}

/** While the first check runs. */
export function Checking() {
  const say = useWords(words);
  return (
    <div className="designer-checking" role="status">
      <Spin /> {say.firstCheck}
    </div>
  );
}

/** The process of the plan that is chosen, redrawn with every change. */
export function Process({
  result,
  plan,
  choose,
}: Props & { plan: string | undefined; choose: (plan: string) => void }) {
  const say = useWords(words);
  const told = useSay();
  if (!result) return null;
  const plans = result.plans.map((one) => ({ label: told(one.title), value: one.id }));
  return (
    <>
      {plans.length > 1 ? (
        <Segmented
          aria-label={say.plan}
          options={plans}
          value={plan ?? result.graph?.plan ?? plans[0]?.value ?? ''}
          onChange={choose}
        />
      ) : null}
      {result.graph ? (
        <>
          <Swimlane graph={result.graph} />
          <StepList graph={result.graph} />
        </>
      ) : (
        <Alert type="info" showIcon title={say.noGraph} />
      )}
    </>
  );
}

/** What the applicant is still asked, and what systems tell instead. */
export function Form({ result }: Props) {
  const say = useWords(words);
  const told = useSay();
  const vias: Record<string, string> = useWords(viaWords);
  const form = result?.form;
  const nodes = result?.graph?.nodes ?? [];
  // Names are those of the file; what supplies them is a step of the process.
  const from = ({ id, by, via }: CheckedForm['supplied'][number]) => {
    const node = nodes.find((one) => one.supplies.includes(id));
    return node === undefined ? (vias[via] ?? by) : told(node.title);
  };
  if (!form) return <Alert type="info" showIcon title={say.noGraph} />;
  return (
    <div className="designer-form">
      <h2>{say.asked}</h2>
      <ul>
        {form.fields.map((field) => (
          <li key={field.id}>
            <strong>{told(field.title)}</strong> <span className="designer-mend">{told(field.because)}</span>
          </li>
        ))}
      </ul>
      <h2>{say.materials}</h2>
      <ul>
        {form.materials.map((material) => (
          <li key={material.id}>
            <strong>{told(material.title)}</strong>{' '}
            <span className="designer-mend">{told(material.because)}</span>
          </li>
        ))}
      </ul>
      <h2>{say.supplied}</h2>
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={form.supplied}
        columns={[
          { title: say.supplied, dataIndex: 'id', render: (id: string) => <code>{id}</code> },
          { title: say.by, key: 'by', render: (_: unknown, one) => from(one) },
        ]}
      />
    </div>
  );
}

/** The figures of every plan, side by side. */
export function Figures({ result }: Props) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  if (!result || result.plans.length === 0) return <Alert type="info" showIcon title={say.noGraph} />;
  const names = Object.keys(result.plans[0]?.figures ?? {});
  const rows = names.map((name) => ({
    name,
    title: told(result.plans[0]?.figures[name]?.title ?? { zh: name, en: name }),
    of: Object.fromEntries(result.plans.map((plan) => [plan.id, plan.figures[name]])),
  }));
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="name"
      dataSource={rows}
      scroll={{ x: true }}
      columns={[
        { title: say.figure, dataIndex: 'title', rowScope: 'row' },
        ...result.plans.map((plan) => ({
          title: `${told(plan.title)} (${say.least} / ${say.expected} / ${say.most})`,
          key: plan.id,
          align: 'right' as const,
          render: (_: unknown, row: (typeof rows)[number]) => {
            const figure = row.of[plan.id];
            if (!figure) return '–';
            return [figure.min, figure.expected, figure.max]
              .map((value) => number(value, language, 2))
              .join(' / ');
          },
        })),
      ]}
    />
  );
}
