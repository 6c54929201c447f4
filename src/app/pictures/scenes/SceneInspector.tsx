/** One scene of the sheet, large: its patches are chosen one by one, each with what both models make of it. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { useInspected } from '../../inspector/useInspected';
import { Glossary } from '../../lessons/Glossary';
import { type StripSnapshot, useRun } from '../../store/experiment/state';
import { pin, type Selection } from '../../store/view';
import { useT } from '../../text/all-text';
import { percent } from '../../text/format';
import { Segments } from '../../ui/Segments';
import { Bars } from '../Bars';
import { viewPicture } from '../probabilities';
import { movedTo } from '../sheet-keys';
import { SceneMap } from './SceneMap';
import { type SceneView, viewScene } from './scene-view';
import styles from './scenes.module.css';
import { usePatchName } from './usePatchName';

const LAYERS = ['label', 'teacher', 'student', 'weight'] as const;
type Layer = (typeof LAYERS)[number];

export default function SceneInspector() {
  const t = useT();
  const temperature = useRun((state) => state.running?.lossTemperature ?? 1);
  const { strip, at, row } = useInspected();
  const { words } = usePatchName();
  const view = row ? viewScene(row) : null;
  const patch = row && at ? viewPicture(row, temperature, at.column) : null;
  const weight = at && view?.weight?.[at.column];
  return (
    <section className="section" data-part="token" aria-labelledby="inspector-title">
      <div className="section-head">
        <h2 className="section-title" id="inspector-title">
          {t('scene.inspector')}
        </h2>
        {strip && at && view && (
          <span className="quiet num push">{t('scene.at', { step: strip.step, number: at.row + 1 })}</span>
        )}
      </div>
      {strip && at && view && patch ? (
        <>
          <Patches strip={strip} at={at} view={view} />
          <p>
            {placeIn(t, at.column, view.label.length)}: {t('sheet.label')} <b>{words(patch.label)}</b>
            {typeof weight === 'number' && <> · {t('scene.weighs', { weight: percent(weight) })}</>}
          </p>
          <Bars classes={patch.classes} label={patch.label} temperature={temperature} nameOf={words} />
        </>
      ) : (
        <>
          <p className="quiet">{t('scene.inspectorEmpty')}</p>
          <Glossary />
        </>
      )}
    </section>
  );
}

const placeIn = (t: ReturnType<typeof useT>, place: number, count: number): string => {
  const across = Math.sqrt(count);
  return t('scene.place', { row: Math.floor(place / across) + 1, column: (place % across) + 1 });
};

interface PatchesProps {
  readonly strip: StripSnapshot;
  readonly at: Selection;
  readonly view: SceneView;
}

function Patches({ strip, at, view }: PatchesProps) {
  const t = useT();
  const [chosen, setChosen] = useState<Layer>('student');
  const root = useRef<HTMLFieldSetElement>(null);
  const { words, sign } = usePatchName();
  const layers = LAYERS.filter((layer) => view[layer] !== null);
  const layer = layers.includes(chosen) ? chosen : 'student';
  const ids = layer === 'weight' ? [] : (view[layer] ?? []);
  const count = view.label.length;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = movedTo(event.key, at.column, count, Math.sqrt(count));
    if (to === null) return;
    event.preventDefault();
    const button = root.current?.querySelectorAll<HTMLElement>('button')[to];
    button?.focus();
    button?.click();
  };
  return (
    <>
      <div id="scene-layer" className="said">
        {t('scene.layer')}
      </div>
      <Segments
        id="scene-layer-choice"
        labelledBy="scene-layer"
        value={layer}
        options={layers.map((value) => ({ value, label: t(`scene.${value}`) }))}
        onChange={(value) => setChosen(LAYERS.find((one) => one === value) ?? 'student')}
      />
      <div className={styles.large}>
        <SceneMap
          pixels={view.pixels}
          {...(layer === 'weight'
            ? { weights: view.weight ?? [] }
            : { names: ids.map(sign), wrong: ids.map((id, place) => id !== view.label[place]) })}
          tone={layer === 'teacher' || layer === 'student' ? layer : 'plain'}
        />
        <fieldset ref={root} className={styles.patches} aria-label={t('scene.patches')} onKeyDown={onKeyDown}>
          {view.label.map((label, place) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: a patch is its place in the scene
              key={place}
              type="button"
              className={styles.patch}
              aria-pressed={at.column === place}
              tabIndex={at.column === place ? 0 : -1}
              aria-label={t('scene.patch', {
                place: placeIn(t, place, count),
                label: words(label),
                student: words(view.student[place] ?? 0),
              })}
              onClick={() => pin(strip, { row: at.row, column: place })}
            />
          ))}
        </fieldset>
      </div>
    </>
  );
}
