import { Button } from 'antd';
import { useWords } from '../../language/language';
import { words } from './words';

/** The next page of a list, where there is one. */
export function More({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  const say = useWords(words);
  if (!of.hasNextPage) return null;
  return (
    <Button className="operate-more" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {say.more}
    </Button>
  );
}
