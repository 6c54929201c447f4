/** Which layer of the teacher each layer of the student is matched with: one choice for each. */
import { shippedTeacherShape } from '../../experiment/cost';
import { teacherLayer, writeList } from '../../experiment/layer-map';
import { edit } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { modelOf, useModels, userModelOf } from '../store/models/state';
import { useT } from '../text/text';
import styles from './settings.module.css';

/** How many layers the teacher on the controls has. */
function useTeacherLayers(): number {
  const task = useDraftExperiment((state) => state.experiment.task);
  const teacher = useDraftExperiment((state) => state.experiment.teacher);
  const own = useDraftExperiment((state) => userModelOf(state.experiment, 'teacher'));
  const models = useModels((state) => state.models);
  return (modelOf(models, own)?.shape ?? shippedTeacherShape({ task, teacher })).layers;
}

export default function LayerMapChoice({ id }: { readonly id: string }) {
  const t = useT();
  const map = useDraftExperiment((state) => state.experiment.layerMap);
  const studentLayers = useDraftExperiment((state) => state.experiment.studentLayers);
  const teacherLayers = useTeacherLayers();
  /** Counted from 1; 0 where there is no match. */
  const matches = Array.from(
    { length: studentLayers },
    (_, layer) => (teacherLayer(map, layer, studentLayers, teacherLayers) ?? -1) + 1,
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: the label above is the page's own, not a legend */}
      <div className={styles.layerMap} role="group" aria-labelledby={`${id}-label`}>
        {matches.map((match, layer) => {
          const number = layer + 1;
          const box = `${id}-${number}`;
          return [
            <label key={`label ${number}`} htmlFor={box}>
              {t('layers.ofStudent', { layer: number })}
            </label>,
            <select
              key={`box ${number}`}
              id={box}
              className="box"
              value={match}
              onChange={(event) =>
                edit('layerMap', writeList(matches.with(layer, Number(event.currentTarget.value))))
              }
            >
              <option value={0}>{t('layers.none')}</option>
              {Array.from({ length: teacherLayers }, (_, other) => other + 1).map((other) => (
                <option key={other} value={other}>
                  {t('layers.ofTeacher', { layer: other })}
                </option>
              ))}
            </select>,
          ];
        })}
      </div>
      {map !== '' && (
        <button type="button" className={`link ${styles.link}`} onClick={() => edit('layerMap', '')}>
          {t('layers.automatic')}
        </button>
      )}
    </>
  );
}
