import type { Application } from './queries';

/** The number by which people name an application. */
export function numberOf(application: Pick<Application, 'id'>): string {
  return application.id;
}
