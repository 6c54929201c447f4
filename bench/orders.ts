/** What a session is told, and what it answers: the same for a process and for a worker of a page. */
import type { Problem } from '../src/errors/problems';
import { messageOf, problemOf } from '../src/errors/user-error';
import type { Case } from './cases';
import type { Contestant } from './contestants';
import type { Session } from './session';

export type Order =
  | { readonly type: 'open'; readonly contestant: Contestant }
  | { readonly type: 'prepare'; readonly work: Case['work'] }
  | { readonly type: 'run'; readonly units: number }
  | { readonly type: 'dispose' };

/** What failed, as a technical message and as what a user can be told. */
export interface Failure {
  readonly error: string;
  readonly problem: Problem;
}

export type Answer = { readonly value: unknown } | Failure;

export const failureOf = (error: unknown): Failure => ({
  error: messageOf(error),
  problem: problemOf(error),
});

async function obey(session: Session, order: Order): Promise<unknown> {
  switch (order.type) {
    case 'open':
      return session.open(order.contestant);
    case 'prepare':
      return session.prepare(order.work);
    case 'run':
      return session.run(order.units);
    case 'dispose':
      session.dispose();
      return null;
    default:
      return order satisfies never;
  }
}

/** Never rejects: what fails is an answer. */
export const answerTo = (session: Session, order: Order): Promise<Answer> =>
  obey(session, order).then((value) => ({ value }), failureOf);
