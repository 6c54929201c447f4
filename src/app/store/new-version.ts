/** A later version of the page that has been fetched and waits for the visitor. */
import { create } from 'zustand';

interface NewVersionState {
  /** Null while there is none, and once the visitor has dismissed it. */
  readonly offered: ServiceWorkerRegistration | null;
}

export const useNewVersion = create<NewVersionState>(() => ({ offered: null }));
