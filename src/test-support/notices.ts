import { LABELS_EN } from '../app/text/en/settings';
import { noticeText } from '../app/text/labels';
import type { Notice } from '../experiment/notices';

/** Notices as their English sentences. */
export const noticesInEnglish = (notices: readonly Notice[]): string[] =>
  notices.map((notice) => noticeText(notice, LABELS_EN));
