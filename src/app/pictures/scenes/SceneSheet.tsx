/** Scenes of the newest batch: the picture, its labels, what both models answer, and how much each patch counts. */
import { type CSSProperties, useRef } from 'react';
import { useFitting } from '../../present/useFitting';
import { type StripSnapshot, useRun } from '../../store/experiment/state';
import { pin, useView } from '../../store/view';
import { BatchHead, type ShownBatch, useShownBatch } from '../../strip/batch';
import { useT } from '../../text/all-text';
import sheetStyles from '../pictures.module.css';
import { sheetKeys } from '../sheet-keys';
import { SceneMap } from './SceneMap';
import { ANSWERS, firstOfInterest, inCommon, type SceneView, viewScene } from './scene-view';
import styles from './scenes.module.css';
import { usePatchName } from './usePatchName';

interface SceneSheetProps {
  /** Shows as many scenes as there is room for, on a projector and in a frame, instead of growing. */
  readonly fitted?: boolean;
}

export default function SceneSheet({ fitted = false }: SceneSheetProps) {
  const t = useT();
  const active = useRun((state) => state.active);
  const batch = useShownBatch();
  const { strip, pointer } = batch;
  const isSelected = useView((state) => state.selection !== null);
  const views = (strip?.rows ?? []).flatMap((row) => viewScene(row) ?? []);
  const weighed = views.some(({ weight }) => weight !== null);
  return (
    <section
      className={fitted ? `${sheetStyles.sheet} ${sheetStyles.fitted}` : sheetStyles.sheet}
      data-part="strip"
      aria-labelledby="sheet-title"
    >
      <BatchHead batch={fitted ? { ...batch, pinned: isSelected } : batch} id="sheet-title" />
      {strip && views.length > 0 ? (
        <>
          <Scenes strip={strip} views={views} pointer={pointer} fitted={fitted} />
          {!fitted && <p className="quiet">{t('scene.look')}</p>}
          {!fitted && weighed && <p className="quiet">{t('scene.lookWeights')}</p>}
          {!fitted && <AsTable views={views} />}
        </>
      ) : (
        <p className={`quiet ${sheetStyles.empty}`}>{t(active ? 'sheet.soon' : 'scene.empty')}</p>
      )}
    </section>
  );
}

interface ScenesProps {
  readonly strip: StripSnapshot;
  readonly views: readonly SceneView[];
  readonly pointer: ShownBatch['pointer'];
  readonly fitted: boolean;
}

function Scenes({ strip, views, pointer, fitted }: ScenesProps) {
  const root = useRef<HTMLFieldSetElement>(null);
  // The first child is the head.
  const fitting = Math.max(1, useFitting(root, views, fitted) - 1);
  const t = useT();
  const selected = useView((state) => (state.pinned ? (state.selection?.row ?? null) : null));
  const answers = ANSWERS.filter((who) => who !== 'teacher' || views.every(({ teacher }) => teacher));
  const weighed = views.every(({ weight }) => weight !== null);
  const maps = 1 + answers.length + Number(weighed);
  return (
    <fieldset
      ref={root}
      className={fitted ? `${styles.table} ${styles.fitted}` : styles.table}
      style={{ '--maps': maps } as CSSProperties}
      aria-label={t('scene.help')}
      onKeyDown={sheetKeys(root, fitting)}
      {...pointer}
    >
      <div className={styles.line} aria-hidden="true">
        <span>{t('scene.picture')}</span>
        {answers.map((who) => (
          <span key={who} className={who}>
            {t(`scene.${who}`)}
          </span>
        ))}
        {weighed && <span>{t('scene.weight')}</span>}
      </div>
      {views.map((view, index) => {
        const column = firstOfInterest(view);
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a scene is its place in the batch
            key={index}
            className={index < fitting ? styles.scene : `${styles.scene} ${styles.beyond}`}
          >
            <Maps view={view} answers={answers} />
            {/* Over the drawing, whose signs are no part of its name. */}
            <button
              type="button"
              data-cell={`${index}:${column}`}
              className={styles.choose}
              aria-pressed={selected === index}
              tabIndex={(selected ?? 0) === index ? 0 : -1}
              aria-label={t('scene.cell', {
                number: index + 1,
                right: inCommon(view.label, view.student),
                count: view.label.length,
              })}
              onClick={() => pin(strip, { row: index, column })}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

function Maps({
  view,
  answers,
}: {
  readonly view: SceneView;
  readonly answers: readonly (typeof ANSWERS)[number][];
}) {
  const { sign } = usePatchName();
  const { pixels, label, weight } = view;
  return (
    <span className={styles.line}>
      <SceneMap pixels={pixels} />
      {answers.map((who) => {
        const ids = view[who] ?? [];
        return (
          <SceneMap
            key={who}
            pixels={pixels}
            names={ids.map(sign)}
            wrong={ids.map((id, place) => id !== label[place])}
            tone={who === 'label' ? 'plain' : who}
          />
        );
      })}
      {weight && <SceneMap pixels={pixels} weights={weight} />}
    </span>
  );
}

function AsTable({ views }: { readonly views: readonly SceneView[] }) {
  const t = useT();
  const { sign } = usePatchName();
  const digits = (ids: readonly number[]): string =>
    [...new Set(ids.filter((id) => id !== 0))].map(sign).join(' ');
  const answer = (label: readonly number[], ids: readonly number[] | null): string =>
    ids
      ? t('scene.patchesRight', { right: inCommon(label, ids), count: label.length, digits: digits(ids) })
      : '–';
  return (
    <details className="more">
      <summary>{t('sheet.table')}</summary>
      <div className={sheetStyles.scroll}>
        <table className="values-table num">
          <thead>
            <tr>
              <th scope="col">{t('scene.number')}</th>
              <th scope="col">{t('scene.label')}</th>
              <th scope="col" className="teacher">
                {t('scene.teacher')}
              </th>
              <th scope="col" className="student">
                {t('scene.student')}
              </th>
              {views.some(({ weight }) => weight) && <th scope="col">{t('scene.meanWeight')}</th>}
            </tr>
          </thead>
          <tbody>
            {views.map(({ label, teacher, student, weight }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a scene is its place in the batch
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{digits(label)}</td>
                <td>{answer(label, teacher)}</td>
                <td>{answer(label, student)}</td>
                {weight && <td>{(weight.reduce((sum, one) => sum + one, 0) / weight.length).toFixed(2)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
