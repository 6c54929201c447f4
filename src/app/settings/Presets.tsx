/** Experiments worth starting from. Those of one group are one entry with a slider between them. */
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { PRESETS, type Preset, type PresetText, presetOf, settingsOf } from '../../experiment/presets';
import { setExperiment } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useLanguage, useT } from '../text/text';
import { Stops } from '../ui/Stops';

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
  const current = presetOf(experiment) ?? presetOf({ ...experiment, method: DEFAULT_EXPERIMENT.method });
  const say = (text: PresetText & { readonly ja: PresetText }): PresetText => (japanese ? text.ja : text);
  return (
    <section className="section" aria-labelledby="presets-title">
      <div className="section-head">
        <h2 className="section-title" id="presets-title">
          {t('settings.presets')}
        </h2>
        {!current && <span className="quiet push">{t('settings.custom')}</span>}
      </div>
      <ul className="presets">
        {ENTRIES.map(({ id, text, presets }) => {
          const at = current ? presets.indexOf(current) : -1;
          const chosen = at >= 0;
          return (
            <li key={id} className={`preset ${chosen ? 'preset-chosen' : ''}`}>
              <button
                type="button"
                className="preset-button"
                aria-pressed={chosen}
                onClick={() => setExperiment(settingsOf(presets[at] ?? presets[0], experiment), [])}
              >
                {say(text).title}
              </button>
              {chosen && <p className="preset-text">{say(text).description}</p>}
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
