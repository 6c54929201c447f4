/** Views of one picture, and the prototypes that teacher and student give to each: what self-distillation compares. */
import { useId, useState } from 'react';
import type { StepReport, ViewedPicture } from '../../run/protocol';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import type { TranslateAll } from '../text/text';
import { type Collapse, collapseOf } from './collapse';
import { MirroredBars, mostOf } from './MirroredBars';
import { Picture } from './Prompt';
import { largestOf } from './probabilities';
import styles from './views.module.css';

export default function Views() {
  const t = useT();
  const id = useId();
  const views = useRun((state) => state.views);
  const report = useRun((state) => state.report);
  const [chosen, setChosen] = useState(0);
  if (!views) return null;
  const at = Math.min(chosen, views.pictures.length - 1);
  const picture = views.pictures[at];
  if (!picture) return null;
  const most = mostOf(picture.views);
  return (
    <section className={styles.views} aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 className="section-title" id={`${id}-title`}>
          {t('views.title')}
        </h2>
        <span className="quiet num">{t('strip.step', { step: views.step })}</span>
      </div>
      <p className="quiet">{t('views.about')}</p>
      <State report={report} />
      <fieldset className={styles.choice} aria-label={t('views.choose')}>
        {views.pictures.map(({ prompt }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place in the batch
          <label key={index} className={styles.option}>
            <input
              type="radio"
              className="said"
              name={`${id}-picture`}
              checked={index === at}
              onChange={() => setChosen(index)}
            />
            <Picture
              pixels={prompt}
              alt={t('views.picture', { number: index + 1 })}
              className={styles.thumbnail}
            />
          </label>
        ))}
      </fieldset>
      <ul className={styles.list}>
        {picture.views.map((view, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a view is its place
          <li key={index} className={styles.view}>
            <Picture pixels={view.pixels} className={styles.crop} />
            <div>
              <span className={styles.name}>{nameOf(t, picture, index)}</span>
              <MirroredBars
                view={view}
                most={most}
                label={[
                  ...(view.teacher ? [`${t('views.teacher')}: ${topOf(t, view.teacher)}`] : []),
                  `${t('views.student')}: ${topOf(t, view.student)}`,
                ].join('; ')}
              />
            </div>
          </li>
        ))}
      </ul>
      <p className={`quiet ${styles.legend}`}>
        <span className={styles.ofTeacher} /> {t('views.teacher')} <span className={styles.ofStudent} />{' '}
        {t('views.student')} · {t('views.scale', { share: percent(most) })}
      </p>
      <AsTable picture={picture} />
    </section>
  );
}

const STATES = {
  one: 'views.collapse.one',
  level: 'views.collapse.level',
  none: 'views.collapse.none',
} as const satisfies Readonly<Record<Collapse, string>>;

/** What the gauges of the newest step say. */
function State({ report }: { readonly report: StepReport | null }) {
  const t = useT();
  const collapse = report?.lossTerms && collapseOf(report.lossTerms);
  if (!collapse) return null;
  return <p className={collapse === 'none' ? 'quiet' : 'problem'}>{t(STATES[collapse])}</p>;
}

/** The name of a view: those that the teacher sees, too, are global. */
function nameOf(t: TranslateAll, { views }: ViewedPicture, index: number): string {
  const isGlobal = views[index]?.teacher !== null;
  const number = views.slice(0, index + 1).filter(({ teacher }) => (teacher !== null) === isGlobal).length;
  return t(isGlobal ? 'views.global' : 'views.local', { number });
}

/** The likeliest prototype, counted from 1, with its probability. */
function topOf(t: TranslateAll, values: Float32Array): string {
  const best = largestOf(values);
  return t('views.top', { prototype: best + 1, share: percent(values[best] ?? 0) });
}

function AsTable({ picture }: { readonly picture: ViewedPicture }) {
  const t = useT();
  return (
    <details className="more">
      <summary>{t('sheet.table')}</summary>
      <div className={styles.scroll}>
        <table className="values-table num">
          <caption className="said">{t('views.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('views.view')}</th>
              <th scope="col" className="teacher">
                {t('views.teacher')}
              </th>
              <th scope="col" className="student">
                {t('views.student')}
              </th>
            </tr>
          </thead>
          <tbody>
            {picture.views.map(({ teacher, student }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a view is its place
              <tr key={index}>
                <th scope="row">{nameOf(t, picture, index)}</th>
                <td>{teacher ? topOf(t, teacher) : '–'}</td>
                <td>{topOf(t, student)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
