/** The dialog about the visitor's own data: choose or paste, look at what was read, use it; and what is kept. */
import { useData } from '../store/data/state';
import { useT } from '../text/text';
import { ChooseData } from './ChooseData';
import { Reading } from './Reading';
import { SavedData } from './SavedData';
import './data.css';
import { Sentence } from '../ui/Sentence';

export default function Data() {
  const t = useT();
  const reading = useData((state) => state.import);
  const refusal = useData((state) => state.refusal);
  return (
    <div className="data">
      <p className="dialog-text">{t('data.intro')}</p>
      {reading ? <Reading key={reading.name} reading={reading} /> : <ChooseData />}
      <div role="alert">
        {refusal && (
          <div className="note note-bad">
            <p className="note-body">
              <Sentence message={refusal} />
            </p>
          </div>
        )}
      </div>
      <SavedData />
    </div>
  );
}
