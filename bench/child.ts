/** A process with one engine, under the command of its parent. Engines must not share a device, a registry or a heap. */
import { installDawn } from '../tools/dawn';
import type { Case } from './cases';
import { isEngineName } from './engine';
import { findAdapter, Session } from './session';

export type Order =
  | { readonly type: 'adapter' }
  | { readonly type: 'open'; readonly engine: string }
  | { readonly type: 'prepare'; readonly work: Case['work'] }
  | { readonly type: 'run'; readonly units: number }
  | { readonly type: 'dispose' };

const session = new Session();

async function obey(order: Order): Promise<unknown> {
  switch (order.type) {
    case 'adapter':
      await installDawn();
      return findAdapter();
    case 'open':
      if (!isEngineName(order.engine)) throw new Error(`there is no engine ${order.engine}`);
      await installDawn();
      return session.open(order.engine);
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

process.on('message', (order: Order) => {
  obey(order).then(
    (value) => process.send?.({ value }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

// The parent is gone; Dawn may crash while it shuts down, and nothing is left to save.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
