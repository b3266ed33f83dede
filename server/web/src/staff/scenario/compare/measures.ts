import { useWords } from '../../../language/language';
import { words } from './words';

/** What a measure is called; `merge_2` is the second of its kind. */
export function useMeasure() {
  const { measures } = useWords(words);
  return (name: string) => {
    const [, key = '', number = ''] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? [];
    const title = measures[key];
    return title === undefined ? name : `${title}${number && ` ${number}`}`;
  };
}
