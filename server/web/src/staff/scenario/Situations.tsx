import { LinkOutlined, UndoOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Radio } from 'antd';
import { useSay, useWords } from '../../language/language';
import type { ScenarioView } from './asked';
import { APPLICANT, questionsOf, write, type Answers } from './choice';
import { words } from './words';

/** The questions of a scenario in everyday words; what is answered here is what the page below is about. */
export function Situations({
  scenario,
  answers,
  strange,
  choose,
}: {
  scenario: ScenarioView;
  answers: Answers;
  strange: readonly string[];
  choose: (given: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { message } = App.useApp();
  const questions = questionsOf(scenario);
  if (questions.length === 0) return null;
  const changed = Object.keys(answers).length;
  const put = (id: string, to: readonly string[]) => choose(write({ ...answers, [id]: to }, questions));
  const copy = () =>
    void navigator.clipboard?.writeText(window.location.href).then(() => message.success(say.copied));
  const asked = questions.map((question) => {
    const situation = scenario.situations.find(({ id }) => id === question.id);
    const options = situation?.answers ?? scenario.applicants.map((one) => ({ ...one, stops: null }));
    const now = answers[question.id] ?? [options[0]?.id ?? ''];
    const title =
      question.id === APPLICANT && situation === undefined
        ? say.applicantIs
        : told(situation?.ask ?? { zh: question.id, en: question.id });
    return { ...question, title, options, now };
  });
  return (
    <section className="sc-situations" aria-label={say.situation}>
      <header>
        <h2>{say.situation}</h2>
        <p className="no-print">{say.situationAbout}</p>
        <span className="sc-situation-state no-print" role="status">
          {changed === 0 ? say.usualWay : say.changed(changed)}
        </span>
        <Button
          className="no-print"
          size="small"
          icon={<UndoOutlined />}
          disabled={changed === 0}
          onClick={() => choose('')}
        >
          {say.reset}
        </Button>
        <Button className="no-print" size="small" icon={<LinkOutlined />} onClick={copy}>
          {say.copy}
        </Button>
      </header>
      {strange.length > 0 ? <Alert type="info" showIcon title={say.strange + strange.join(', ')} /> : null}
      <div className="sc-questions">
        {asked.map(({ id, title, options, now, several }) => (
          <fieldset key={id} className={answers[id] ? 'sc-question sc-question-changed' : 'sc-question'}>
            <legend>{title}</legend>
            {several ? (
              <Checkbox.Group
                value={[...now]}
                options={options.map((option) => ({ value: option.id, label: told(option.title) }))}
                // One answer at least: the usual one where none is left.
                onChange={(to) => put(id, to as string[])}
              />
            ) : (
              <Radio.Group
                optionType="button"
                buttonStyle="solid"
                size="small"
                value={now[0]}
                aria-label={title}
                options={options.map((option) => ({ value: option.id, label: told(option.title) }))}
                onChange={(event) => put(id, [String(event.target.value)])}
              />
            )}
          </fieldset>
        ))}
      </div>
      {asked.flatMap(({ id, options, now }) =>
        options
          .filter((option) => option.stops && now.includes(option.id))
          .map((option) => (
            <Alert
              key={id + option.id}
              type="warning"
              showIcon
              role="alert"
              title={say.stops}
              description={option.stops ? told(option.stops) : null}
            />
          )),
      )}
      <p className="sc-print-only">
        {asked.map(({ title, options, now }, number) => (
          <span key={title}>
            {number > 0 ? say.and : ''}
            {title}{' '}
            <strong>
              {options
                .filter((option) => now.includes(option.id))
                .map((option) => told(option.title))
                .join(say.list)}
            </strong>
          </span>
        ))}
      </p>
    </section>
  );
}
