import { PageHead } from '../frame/PageHead';

export default function SignIn() {
  return <PageHead title="SignIn" />;
}
