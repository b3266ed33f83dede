import { useWords } from '../../language/language';
import { words as deedWords } from './deedWords';
import { usePerson } from './titles';
import type { TaskView } from './worklist';

/** Who has a task, for those who only read it. */
export function Holder({ task }: { task: TaskView }) {
  const say = useWords(deedWords);
  const person = usePerson(task.department);
  return (
    <section className="card" aria-label={say.holder}>
      <h2>{say.holder}</h2>
      <div className={task.claimed_by == null ? 'holder' : 'holder holder-theirs'}>
        <strong>{task.claimed_by == null ? say.free : say.theirs(person(task.claimed_by))}</strong>
        <span className="quiet">{say.readOnly}</span>
      </div>
    </section>
  );
}
