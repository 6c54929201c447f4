/** Experiments worth starting from. Those of one group are one entry with a slider between them. */
import { usualMethod } from '../../experiment/picture-tasks';
import { PRESETS, type Preset, type PresetText, presetOf, settingsOf } from '../../experiment/presets';
import { recordedPreset } from '../../experiment/recording-link';
import { keepClassSeed } from '../store/class/state';
import { setExperiment } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { playRecording } from '../store/recordings/state';
import { useLanguage, useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { Stops } from '../ui/Stops';
import styles from './settings.module.css';

interface Entry {
  readonly id: string;
  readonly text: PresetText & { readonly ja: PresetText };
  readonly presets: readonly [Preset, ...Preset[]];
}

/** Presets in order, the members of a group gathered at the place of its first. */
const ENTRIES: readonly Entry[] = PRESETS.reduce<Entry[]>((entries, preset) => {
  const id = preset.group?.id ?? preset.id;
  const at = entries.findIndex((entry) => entry.id === id);
  const entry = entries[at];
  if (entry) entries[at] = { ...entry, presets: [...entry.presets, preset] };
  else entries.push({ id, text: preset.group ?? preset, presets: [preset] });
  return entries;
}, []);

export function Presets() {
  const t = useT();
  const japanese = useLanguage() === 'ja';
  const experiment = useDraftExperiment((state) => state.experiment);
  // Comparing methods is what several presets ask for, so another method is still the same preset.
  const current = presetOf(experiment) ?? presetOf({ ...experiment, method: usualMethod(experiment.task) });
  const say = (text: PresetText & { readonly ja: PresetText }): PresetText => (japanese ? text.ja : text);
  return (
    <section className="section" aria-labelledby="presets-title">
      <div className="section-head">
        <h2 className="section-title" id="presets-title">
          {t('settings.presets')}
        </h2>
        {!current && <span className="quiet push">{t('settings.custom')}</span>}
      </div>
      <ul className={styles.presets}>
        {ENTRIES.map(({ id, text, presets }) => {
          const at = current ? presets.indexOf(current) : -1;
          const chosen = at >= 0;
          return (
            <li key={id} className={`${styles.preset} ${chosen ? styles.chosen : ''}`}>
              <button
                type="button"
                className={styles.button}
                aria-pressed={chosen}
                onClick={() => {
                  const wanted = settingsOf(presets[at] ?? presets[0], experiment);
                  setExperiment(keepClassSeed(wanted, experiment), []);
                }}
              >
                {say(text).title}
              </button>
              {chosen && <p className={styles.text}>{say(text).description}</p>}
              {chosen && <Watch preset={presets[at]} />}
              {chosen && presets.length > 1 && (
                <Stops
                  label={t('settings.regime')}
                  value={at}
                  count={presets.length}
                  valueText={say(presets[at] ?? presets[0]).title}
                  marks={presets.map((preset, at) => ({ at, text: preset.experiment.trainSize }))}
                  onChange={(stop) => {
                    const preset = presets[stop];
                    const { method, seed } = experiment;
                    if (preset) setExperiment({ ...preset.experiment, method, seed }, []);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A preset for any task was recorded on one. */
function Watch({ preset }: { readonly preset: Preset | undefined }) {
  const t = useT();
  const task = useDraftExperiment((state) => state.experiment.task);
  const recording = preset?.experiment.task === task ? recordedPreset(preset.id) : null;
  if (!recording) return null;
  return (
    <button
      type="button"
      className={`btn btn-small ${styles.watch}`}
      onClick={() => playRecording(recording)}
    >
      <Icon name="play" />
      {t('settings.watch')}
    </button>
  );
}
