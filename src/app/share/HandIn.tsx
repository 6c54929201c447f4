/** Handing in the run on the page: a link and a file with a name. */
import { useMemo, useState } from 'react';
import { encodeHandIn, LONGEST_HANDED_NAME, MOST_CURVE_POINTS, writeHandIn } from '../../experiment/hand-in';
import { handInOf } from '../../run/recording/hand-in';
import { save } from '../browser/download';
import { recall, remember } from '../browser/local-storage';
import { HAND_IN_FILE } from '../drop/kinds';
import { linkToHandIn } from '../store/experiment/link';
import { isBusy, useRun } from '../store/experiment/state';
import { usePlayed } from '../store/recordings/state';
import { presentRun } from '../store/runs/actions';
import { useT } from '../text/all-text';
import { CopyBox } from './CopyBox';
import { QrCode } from './QrCode';
import styles from './share.module.css';

const KEY = 'hand-in-name';
/** Characters of a link, and points of its curves: the most that fit. */
const LONGEST_LINK = 2_000;
const POINTS = [MOST_CURVE_POINTS, MOST_CURVE_POINTS / 2, MOST_CURVE_POINTS / 4, 0] as const;
/** Points in a QR code: with more of them a camera does not tell its modules apart on a screen. */
const QR_POINTS = 4;

export default function HandIn() {
  const t = useT();
  const busy = useRun(isBusy);
  const played = usePlayed((state) => state.shown !== null);
  const step = useRun((state) => state.step);
  const [typed, setTyped] = useState(() => recall(KEY) ?? '');
  const [saved, setSaved] = useState(false);
  // A run that rests changes by a step or another run only.
  const phase = useRun((state) => state.phase);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the recording is no state of the page; its step and phase are
  const made = useMemo(() => makeHandIn(typed), [typed, step, phase]);
  if (busy) return <p className="quiet">{t('handIn.busy')}</p>;
  // A recording that comes with the page is nobody's run.
  if (!made || played) return <p className="quiet">{t('handIn.none')}</p>;
  const { text, link, short } = made;
  return (
    <div className={styles.ways}>
      <div className={styles.texts}>
        <p className="quiet">{t('handIn.what')}</p>
        <label className={styles.handedName}>
          {t('handIn.name')}
          <input
            className="box"
            autoComplete="nickname"
            dir="auto"
            maxLength={LONGEST_HANDED_NAME}
            value={typed}
            onChange={({ currentTarget: { value } }) => {
              setTyped(value);
              setSaved(false);
              remember(KEY, value);
            }}
          />
          <span className="quiet">{t('handIn.nameHelp')}</span>
        </label>
        {link === null ? (
          <p>{t('handIn.noLink')}</p>
        ) : (
          <CopyBox label={t('handIn.link')} copy={t('handIn.copy')} text={link} />
        )}
        <button
          type="button"
          className="btn"
          onClick={() => {
            save(fileName(typed), new Blob([text], { type: 'application/json' }));
            setSaved(true);
          }}
        >
          {t('handIn.file')}
        </button>
        <p className={styles.told} role="status">
          {saved && t('handIn.saved')}
        </p>
      </div>
      {short !== null && <QrCode text={short} />}
    </div>
  );
}

interface HandInWays {
  /** Contents of the file. */
  readonly text: string;
  /** Null where a link would be too long. */
  readonly link: string | null;
  /** The link in the QR code. */
  readonly short: string | null;
}

/** The hand-in of the run on the page, with as many points as fit into a link; null without a measured step. */
function makeHandIn(typed: string): HandInWays | null {
  const run = presentRun();
  if (!run || run.recording.reports.lastStep === 0) return null;
  const now = Date.now();
  const textWith = (most: number): string => writeHandIn(handInOf(run, typed, now, most));
  const linkWith = (most: number): string => linkToHandIn(encodeHandIn(textWith(most)));
  const most = POINTS.find((points) => linkWith(points).length <= LONGEST_LINK);
  if (most === undefined) return { text: textWith(MOST_CURVE_POINTS), link: null, short: null };
  return { text: textWith(most), link: linkWith(most), short: linkWith(Math.min(QR_POINTS, most)) };
}

const fileName = (typed: string): string => {
  const name = typed.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${name || 'hand-in'}${HAND_IN_FILE}`;
};
