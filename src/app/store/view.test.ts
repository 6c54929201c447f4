import { expect, test } from 'vitest';
import { notify, notifyOfLink, type PageNotice, useView, withdrawNotices } from './view';

test('notices about a link leave with it, and those about something else stay', () => {
  const full: PageNotice = { code: 'run-storage-full', values: {} };
  const elsewhere: PageNotice = { code: 'run-open-elsewhere', values: {} };
  const backend: PageNotice = { key: 'notice.unknownBackend', values: { value: 'x' } };
  notify([full, elsewhere, full]);
  notifyOfLink([{ code: 'linkTooLong' }, { code: 'linkUnreadable' }]);
  notify([backend, backend]);
  notifyOfLink([{ code: 'linkRepeated' }]);
  expect(useView.getState().notices).toEqual([
    full,
    elsewhere,
    backend,
    { ofLink: { code: 'linkRepeated' } },
  ]);
  withdrawNotices('run-open-elsewhere');
  expect(useView.getState().notices).toEqual([full, backend, { ofLink: { code: 'linkRepeated' } }]);
});
