/** Where dropped files go. A part of the page that takes in a kind of file says so here once, when it loads. */
import { importModels } from '../store/models/actions';
import { toast, useView } from '../store/view';
import { t } from '../text/text';
import { type FileKind, kindOf } from './kinds';

/** Takes in files of its kind; never throws. */
export type Route = (files: readonly File[]) => void;

const routes = new Map<FileKind, Route>([['model', importModels]]);

/** Sends files of a kind to `route` from now on. */
export function registerRoute(kind: FileKind, route: Route): void {
  routes.set(kind, route);
}

/** Sends files that were dropped together where they belong, or says that nobody takes them. */
export function routeFiles(files: readonly File[]): void {
  // Who has asked for data gets told what is wrong with it, whatever it is.
  const asked = useView.getState().dialog === 'data' ? 'data' : null;
  const kind = kindOf(files) ?? (files.length > 0 ? asked : null);
  const route = kind && routes.get(kind);
  if (route) route(files);
  else if (files.length > 0)
    toast(
      t('drop.unknown', {
        names: files
          .map(({ name }) => name)
          .slice(0, 3)
          .join(', '),
      }),
    );
}
