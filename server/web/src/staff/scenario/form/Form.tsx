import { Alert, Segmented } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import { useForm, useGraph } from '../asked';
import type { Viewed } from '../view';
import { words as common } from '../words';
import { Asked } from './Asked';
import { NotAsked } from './NotAsked';
import { words } from './words';

/** What a plan asks of the applicant, each with its reason, and where everything else comes from. */
export default function Form({ scenario, given, names, choice }: Viewed) {
  const say = useWords(words);
  const said = useWords(common);
  const told = useSay();
  const { language } = useLanguage();
  const [first, last] = [scenario.plans[0], scenario.plans.at(-1)];
  const plan = scenario.plans.find(({ id }) => id === choice.of('plan')) ?? last;
  const form = useForm(scenario.id, plan?.id ?? '', given);
  const separate = useForm(scenario.id, first?.id ?? '', given);
  const graph = useGraph(scenario.id, plan?.id ?? '', given);
  if (plan === undefined) return null;
  const before = plan === first ? undefined : separate.data;
  return (
    <div className="sc-form">
      {scenario.plans.length > 1 ? (
        <div className="sc-bar no-print">
          <Segmented
            aria-label={say.plan}
            value={plan.id}
            onChange={(to) => choice.set({ plan: to === last?.id ? undefined : to, of: undefined })}
            options={scenario.plans.map(({ id, title }) => ({ value: id, label: told(title) }))}
          />
        </div>
      ) : null}
      <Loaded of={form}>
        {(data) => (
          <>
            <p className="sr-only" role="status">
              {form.isPlaceholderData ? said.updating : ''}
            </p>
            {data.stop ? (
              <Alert type="warning" showIcon title={say.stop} description={told(data.stop)} />
            ) : null}
            <div className="sc-sum">
              <Sum title={say.asked} count={data.fields.length} />
              <Sum title={say.materials} count={data.materials.length} />
              <Sum title={say.supplied} count={data.supplied.length} good />
              {before && first ? (
                <p>
                  {say.insteadOf(
                    number(before.fields.length, language),
                    number(before.materials.length, language),
                    told(first.title),
                  )}
                </p>
              ) : null}
            </div>
            <div className="sc-form-parts">
              <Asked form={data} scenario={scenario} names={names} />
              <NotAsked form={data} graph={graph.data} names={names} choice={choice} />
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Sum({ title, count, good = false }: { title: string; count: number; good?: boolean }) {
  const { language } = useLanguage();
  return (
    <span className={good ? 'sc-sum-part sc-sum-good' : 'sc-sum-part'}>
      <strong>{number(count, language)}</strong> {title}
    </span>
  );
}
