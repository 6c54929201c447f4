/** Says that what is shown was recorded, by what and when. */
import { PRESETS } from '../../experiment/presets';
import type { RunFacts } from '../../run/protocol';
import { useRun } from '../store/experiment/state';
import { usePresentation } from '../store/presentation/state';
import { usePlayed } from '../store/recordings/state';
import { useT } from '../text/all-text';
import { type TranslateAll, useLanguage } from '../text/text';
import styles from './time.module.css';

export function RecordedNote() {
  const t = useT();
  const language = useLanguage();
  const facts = useRun((state) => state.facts);
  const newest = useRun((state) => state.step);
  const total = useRun((state) => state.total);
  const shown = usePlayed((state) => state.shown);
  // A frame is small, and its bar says what kind of run it is.
  const inFrame = usePresentation((state) => state.view === 'embed');
  if (!facts) return null;
  const preset = PRESETS.find(({ id }) => id === shown);
  const title = preset && (language === 'ja' ? preset.ja : preset).title;
  return (
    <p className={styles.recorded}>
      {t(inFrame ? 'time.recordedInFrame' : 'time.recorded', {
        name: title ?? facts.name,
        device: deviceText(t, facts.device),
        date: new Date(facts.created).toLocaleDateString(language, { dateStyle: 'medium' }),
        version: facts.version || '–',
      })}
      {newest < total && t('text.between') + t('time.recordedCut', { step: newest, total })}
    </p>
  );
}

function deviceText(t: TranslateAll, device: RunFacts['device']): string {
  if (!device) return t('time.device.unknown');
  const { name, adapter, threads, architecture } = device;
  if (name === 'webgpu') return t('time.device.webgpu', { adapter });
  if (name === 'cpu') return t('time.device.cpu');
  return architecture
    ? t('time.device.wasmOf', { threads, architecture })
    : t('time.device.wasm', { threads });
}
