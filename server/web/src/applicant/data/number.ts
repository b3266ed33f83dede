import type { Application } from './queries';

/** The number by which people name an application. */
export function numberOf(application: Pick<Application, 'id' | 'number'>): string {
  return application.number;
}
