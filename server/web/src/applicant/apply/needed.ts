import { useSay, useWords } from '../../language/language';
import type { AskedFact } from '../data/queries';
import { words } from './words';

/** That something has to be filled in, or chosen where there is a choice. */
export function useNeeded(): (fact: AskedFact) => string {
  const say = useWords(words);
  const told = useSay();
  return (fact) => {
    const chooses = fact.value_type === 'one_of' || fact.value_type === 'boolean';
    return (chooses ? say.needChoice : say.needField)(told(fact.title));
  };
}
