import { PageHead } from '../frame/PageHead';

export default function Task() {
  return <PageHead title="Task" />;
}
