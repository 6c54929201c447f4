/** The dialog about the user's own data: choose or paste, look at what was read, use it; and what is kept. */
import { useData } from '../store/data/state';
import { useT } from '../text/all-text';
import { useExplain } from '../text/text';
import { ChooseData } from './ChooseData';
import styles from './data.module.css';
import { Reading } from './Reading';
import { SavedData } from './SavedData';

export default function Data() {
  const t = useT();
  const explain = useExplain();
  const reading = useData((state) => state.import);
  const refusal = useData((state) => state.refusal);
  return (
    <div className={styles.data}>
      <p className="dialog-text">{t('data.intro')}</p>
      {reading ? <Reading key={reading.name} reading={reading} /> : <ChooseData />}
      <div role="alert">
        {refusal && (
          <div className="note note-bad">
            <p className="note-body">{explain(refusal)}</p>
          </div>
        )}
      </div>
      <SavedData />
    </div>
  );
}
