import { useQuery } from '@tanstack/react-query';
import { moment, number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { answerDue, firstOf } from '../data/known';
import { eventsOf, useDepartments, waitingOf, type Application } from '../data/queries';
import { words } from './words';

/** What happens next and by when, in one sentence; changes are told as they come. */
export function Now({ application }: { application: Application }) {
  const say = useWords(words);
  return (
    <section className="card now" aria-labelledby="now">
      <h2 id="now">{say.now}</h2>
      <p role="status">
        <NowSentence application={application} />
      </p>
    </section>
  );
}

export function NowSentence({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const waiting = useQuery(waitingOf(application.id));
  const departments = useDepartments();
  const events = useQuery(eventsOf(application.id));
  if (application.closed_at) {
    const at = moment(application.closed_at, language);
    if (application.status === 'withdrawn') return say.withdrawn(at);
    if (application.status !== 'concluded') return say.terminated(at);
    const done = application.items.filter((item) => item.status === 'approved').length;
    const all = application.items.length;
    return done === all
      ? say.concluded(at)
      : say.concludedSome(at, number(done, language), number(all, language));
  }
  if (application.status === 'draft') return say.isDraft;
  const by = (until: string | null | undefined) => (until ? say.by(moment(until, language)) : say.stop);
  // The same task may be on the lists of several departments.
  const tasks = [...new Map(application.tasks.map((task) => [task.id, task])).values()];
  const task = tasks[0];
  if (task !== undefined) {
    const department = departments.data?.get(task.department);
    const items = application.items.filter((item) => task.items.includes(item.id));
    const said =
      items.length > 1 && items.length === application.items.length
        ? say.allItems(number(items.length, language))
        : say.named(items.map((item) => told(item.title)).join(language === 'zh' ? '、' : ', '));
    // Before acceptance nothing is due but the word whether it is accepted.
    const due = task.due_at ? undefined : firstOf(items.map((item) => answerDue(item.id, events.data ?? [])));
    return (
      <>
        {say.nowLane(department ? told(department) : '', said, told(task.title))}
        {due === undefined ? by(task.due_at) : say.answered(moment(due, language))}
        {tasks.length > 1 ? ` ${say.others(number(tasks.length - 1, language))}` : ''}
      </>
    );
  }
  const first = waiting.data?.[0];
  return first === undefined ? null : (
    <>
      {told(first.text)}
      {by(first.until)}
    </>
  );
}
