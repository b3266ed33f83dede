import {
  AuditOutlined,
  DeploymentUnitOutlined,
  ExperimentOutlined,
  EyeOutlined,
  SafetyCertificateOutlined,
  ToolOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import type { Role } from '../../session/me';
import { words } from './words';

type RoleView = components['schemas']['RoleView'];

const ICONS: Partial<Record<Role, ReactNode>> = {
  applicant: <UserOutlined />,
  clerk: <AuditOutlined />,
  designer: <DeploymentUnitOutlined />,
  operator: <ToolOutlined />,
  administrator: <SafetyCertificateOutlined />,
  auditor: <EyeOutlined />,
  tester: <ExperimentOutlined />,
};

/** The name of the clerk's department, as the role's title has it. */
function department(title: string): string {
  return title.replace(/经办人$/, '').replace(/^Clerk,\s*/, '');
}

/** The roles of a development server, each a click away, with what it does. */
export function Roles({
  roles,
  present,
  onChoose,
}: {
  roles: RoleView[];
  present: string | undefined;
  onChoose: (role: RoleView) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const clerks = roles.filter((role) => role.principal.role === 'clerk');
  const others = roles.filter((role) => role.principal.role !== 'clerk');
  const mark = (role: RoleView) =>
    role.said === present ? <span className="signin-present">{say.present}</span> : null;
  return (
    <section aria-labelledby="signin-roles">
      <h2 id="signin-roles">{say.choose}</h2>
      <p className="signin-about">{say.chooseAbout}</p>
      <ul className="signin-roles">
        {others.map((role) => {
          const known = say.roles[role.principal.role as Role];
          return (
            <li key={role.said}>
              <button type="button" className="signin-role" onClick={() => onChoose(role)}>
                <span className="signin-icon" aria-hidden>
                  {ICONS[role.principal.role as Role] ?? <UserOutlined />}
                </span>
                <span className="signin-name">
                  {told(role.title)} {mark(role)}
                </span>
                <span className="signin-does">{known?.about}</span>
              </button>
            </li>
          );
        })}
        {clerks.length > 0 ? (
          <li className="signin-clerks">
            <span className="signin-icon" aria-hidden>
              {ICONS.clerk}
            </span>
            <h3 className="signin-name">{say.clerks}</h3>
            <p className="signin-does">{say.clerksAbout}</p>
            <ul>
              {clerks.map((role) => (
                <li key={role.said}>
                  <button type="button" onClick={() => onChoose(role)}>
                    {department(told(role.title))} {mark(role)}
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ) : null}
      </ul>
    </section>
  );
}
