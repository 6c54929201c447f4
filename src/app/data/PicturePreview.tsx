/** Preview of pictures: their classes with the first of each, what was left out and why, the split. */
import { LABEL_COLUMNS, USER_DATA_LIMITS as LIMITS, PICTURE_LIMITS } from '../../experiment/user-data';
import type { PicturePreview as Facts } from '../../run/protocol';
import { Picture } from '../pictures/Prompt';
import { reparse } from '../store/data/import';
import type { DataImport } from '../store/data/state';
import { useT } from '../text/all-text';
import styles from './data.module.css';
import { ExcludedList } from './ExcludedList';
import { OptionSelect } from './OptionSelect';
import { SaveForm } from './SaveForm';

export interface PicturePreviewProps {
  readonly reading: DataImport;
  readonly preview: Facts;
}

const number = (value: number): string => value.toLocaleString('en');

export function PicturePreview({ reading, preview }: PicturePreviewProps) {
  const t = useT();
  const { used, found, classes, label, split } = preview;
  const enough = preview.fingerprint !== 0;
  return (
    <div className={`${styles.preview} ${reading.state.kind === 'reading' ? styles.stale : ''}`}>
      {label && (
        <OptionSelect
          label={t('data.labelColumn')}
          value={label}
          options={LABEL_COLUMNS.map((column) => [column, t(`data.labelColumn.${column}`)])}
          onChoose={(column) => reparse({ label: column })}
        />
      )}
      <dl className={styles.facts}>
        <dt>{t('data.pictures')}</dt>
        <dd>
          {t('data.picturesOf', { used: number(used), found: number(found), classes: classes.length })}
          {!enough && (
            <p className={styles.few} role="alert">
              {t('data.picturesTooFew', { fewest: LIMITS.fewest, classes: PICTURE_LIMITS.fewestClasses })}
            </p>
          )}
        </dd>
        <ExcludedPictures preview={preview} />
        {used > 0 && (
          <>
            <dt>{t('data.split')}</dt>
            <dd>
              {t('data.splitOf', {
                train: number(split.train),
                validation: number(split.validation),
                test: number(split.test),
              })}
              <p className="quiet">{t('data.splitHow.pictures')}</p>
            </dd>
          </>
        )}
      </dl>
      {used > 0 && <Classes classes={classes} />}
      {enough && <SaveForm reading={reading} />}
    </div>
  );
}

function ExcludedPictures({ preview: { excluded, label } }: Pick<PicturePreviewProps, 'preview'>) {
  const t = useT();
  const values = {
    megabytes: PICTURE_LIMITS.bytes / 1e6,
    megapixels: PICTURE_LIMITS.pixels / 1e6,
    classes: PICTURE_LIMITS.classes,
    characters: PICTURE_LIMITS.className,
    pictures: number(PICTURE_LIMITS.pictures),
  };
  const reasons = excluded.map(({ reason, count, samples }) => ({
    ...{ reason, count, why: t(`data.whyPicture.${reason}`, values) },
    samples: samples.map((sample) => ({
      key: sample,
      shown: <bdi>{label ? t('data.at', { line: sample }) : sample}</bdi>,
    })),
  }));
  return <ExcludedList reasons={reasons} />;
}

function Classes({ classes }: Pick<Facts, 'classes'>) {
  const t = useT();
  return (
    <section aria-labelledby="data-classes">
      <h4 className="section-title" id="data-classes">
        {t('data.examples')}
      </h4>
      <p className="quiet">{t('data.pictureHow')}</p>
      <ul className={styles.classes}>
        {classes.map(({ name, count, samples }) => (
          <li key={name}>
            <p>
              <bdi className={styles.setName}>{name}</bdi>{' '}
              <span className="quiet num">{t('data.classCount', { count })}</span>
            </p>
            <div className={styles.samples}>
              {samples.map((pixels) => (
                <Picture key={pixels} pixels={pixels} />
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
