/** Pictures with the glyphs that they are paired with, and what the teacher says of the one and the student of the other. */
import { useId } from 'react';
import type { ViewedPicture } from '../../run/protocol';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { useClassName } from './class-name';
import { MirroredBars, mostOf } from './MirroredBars';
import { Picture } from './Prompt';
import { largestOf } from './probabilities';
import styles from './views.module.css';

const NO_NAMES: readonly string[] = [];

export default function Pairs() {
  const t = useT();
  const id = useId();
  const views = useRun((state) => state.views);
  const topOf = useTop();
  if (!views) return null;
  const pairs = views.pictures.flatMap(({ prompt, views: [view] }) => (view ? [{ prompt, view }] : []));
  const most = mostOf(pairs.map(({ view }) => view));
  return (
    <section className={styles.views} aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 className="section-title" id={`${id}-title`}>
          {t('pairs.title')}
        </h2>
        <span className="quiet num">{t('strip.step', { step: views.step })}</span>
      </div>
      <p className="quiet">{t('pairs.about')}</p>
      <ul className={`${styles.list} ${styles.pairs}`}>
        {pairs.map(({ prompt, view }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place in the batch
          <li key={index} className={styles.pair}>
            <Picture
              pixels={prompt}
              alt={t('views.picture', { number: index + 1 })}
              className={styles.crop}
            />
            <Picture
              pixels={view.pixels}
              alt={t('pairs.glyph', { number: index + 1 })}
              className={styles.crop}
            />
            <MirroredBars
              view={view}
              most={most}
              label={[
                ...(view.teacher ? [`${t('pairs.teacher')}: ${topOf(view.teacher)}`] : []),
                `${t('pairs.student')}: ${topOf(view.student)}`,
              ].join('; ')}
            />
          </li>
        ))}
      </ul>
      <p className={`quiet ${styles.legend}`}>
        <span className={styles.ofTeacher} /> {t('pairs.teacher')} <span className={styles.ofStudent} />{' '}
        {t('pairs.student')} · {t('views.scale', { share: percent(most) })}
      </p>
      <AsTable pictures={views.pictures} />
    </section>
  );
}

/** The likeliest class with its probability. */
function useTop(): (values: Float32Array) => string {
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const className = useClassName();
  return (values) => {
    const best = largestOf(values);
    return `${className(vocabulary[best] ?? '')} ${percent(values[best] ?? 0)}`;
  };
}

function AsTable({ pictures }: { readonly pictures: readonly ViewedPicture[] }) {
  const t = useT();
  const topOf = useTop();
  return (
    <details className="more">
      <summary>{t('sheet.table')}</summary>
      <div className={styles.scroll}>
        <table className="values-table num">
          <caption className="said">{t('pairs.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('sheet.number')}</th>
              <th scope="col" className="teacher">
                {t('pairs.teacher')}
              </th>
              <th scope="col" className="student">
                {t('pairs.student')}
              </th>
            </tr>
          </thead>
          <tbody>
            {pictures.map(({ views: [view] }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place in the batch
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{view?.teacher ? topOf(view.teacher) : '–'}</td>
                <td>{view ? topOf(view.student) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
