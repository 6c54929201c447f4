/** A message that goes away by itself; always in the page, so that it is announced. */
import { useView } from '../store/view';
import styles from './messages.module.css';

export function Toast() {
  const toast = useView((state) => state.toast);
  return (
    <div className={styles.toast} data-toast role="status">
      {toast}
    </div>
  );
}
