import { PageHead } from '../frame/PageHead';

export default function Drafts() {
  return <PageHead title="Drafts" />;
}
