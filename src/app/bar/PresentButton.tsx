/** Opens the view for a projector, full screen where the browser lets it. */
import { showPresentView } from '../store/presentation/state';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './bar.module.css';

export function PresentButton() {
  const t = useT();
  return (
    <button
      type="button"
      className={`btn btn-icon ${styles.wideOnly}`}
      aria-label={t('present.open')}
      title={t('present.open')}
      onClick={() => {
        showPresentView(true);
        // A refusal leaves the view as large as the window.
        document.documentElement.requestFullscreen?.().catch(() => {});
      }}
    >
      <Icon name="screen" />
    </button>
  );
}
