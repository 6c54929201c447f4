/** Experiments worth starting from. Those of one group are one entry with a slider between them. */
import { useEffect, useRef } from 'react';
import { usualMethod } from '../../experiment/picture-tasks';
import { PRESETS, type Preset, type PresetText, presetOf, settingsOf } from '../../experiment/presets';
import { recordedPreset } from '../../experiment/recording-link';
import { useMedia } from '../browser/use-media';
import { keepClassSeed } from '../store/class/state';
import { setExperiment } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { playRecording } from '../store/recordings/state';
import { useLanguage, useT } from '../text/text';
import { Icon } from '../ui/Icon';
import { Stops } from '../ui/Stops';
import styles from './settings.module.css';

type Words = PresetText & { readonly ja: PresetText };

interface Entry {
  readonly id: string;
  readonly text: Words;
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

function useWords(): (text: Words) => PresetText {
  const japanese = useLanguage() === 'ja';
  return (text) => (japanese ? text.ja : text);
}

export function Presets() {
  const t = useT();
  const say = useWords();
  const experiment = useDraftExperiment((state) => state.experiment);
  // Comparing methods is what several presets ask for, so another method is still the same preset.
  const current = presetOf(experiment) ?? presetOf({ ...experiment, method: usualMethod(experiment.task) });
  const chosen = current && ENTRIES.find(({ presets }) => presets.includes(current));
  const details = chosen && <Details entry={chosen} current={current} />;
  // On a phone they are one row, and what is said of the chosen one is below it.
  const isRow = useMedia('(max-width: 800px)');
  const row = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const preset = chosen && row.current?.children[ENTRIES.indexOf(chosen)];
    if (preset instanceof HTMLElement) row.current?.scrollTo(preset.offsetLeft - 60, 0);
  }, [chosen]);
  return (
    <section className="section" aria-labelledby="presets-title">
      <div className="section-head">
        <h2 className="section-title" id="presets-title">
          {t('settings.presets')}
        </h2>
        {!chosen && <span className="quiet push">{t('settings.custom')}</span>}
      </div>
      <ul className={styles.presets} ref={row}>
        {ENTRIES.map((entry) => (
          <li key={entry.id} className={`${styles.preset} ${entry === chosen ? styles.chosen : ''}`}>
            <button
              type="button"
              className={styles.button}
              aria-pressed={entry === chosen}
              onClick={() => {
                const preset = (entry === chosen && current) || entry.presets[0];
                const wanted = settingsOf(preset, experiment);
                setExperiment(keepClassSeed(wanted, experiment), []);
              }}
            >
              {say(entry.text).title}
            </button>
            {!isRow && entry === chosen && details}
          </li>
        ))}
      </ul>
      {isRow && details}
    </section>
  );
}

interface DetailsProps {
  readonly entry: Entry;
  /** One of the entry's. */
  readonly current: Preset;
}

function Details({ entry: { text, presets }, current }: DetailsProps) {
  const t = useT();
  const say = useWords();
  const { method, seed } = useDraftExperiment((state) => state.experiment);
  return (
    <div className={styles.details}>
      <p className={styles.text}>{say(text).description}</p>
      <Watch preset={current} />
      {presets.length > 1 && (
        <Stops
          label={t('settings.regime')}
          value={presets.indexOf(current)}
          count={presets.length}
          valueText={say(current).title}
          marks={presets.map((preset, at) => ({ at, text: preset.experiment.trainSize }))}
          onChange={(stop) => {
            const preset = presets[stop];
            if (preset) setExperiment({ ...preset.experiment, method, seed }, []);
          }}
        />
      )}
    </div>
  );
}

/** A preset for any task was recorded on one. */
function Watch({ preset }: { readonly preset: Preset }) {
  const t = useT();
  const task = useDraftExperiment((state) => state.experiment.task);
  const recording = preset.experiment.task === task ? recordedPreset(preset.id) : null;
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
