/** A message that goes away by itself; always in the page, so that it is announced. */
import { useView } from '../store/view';

export function Toast() {
  const toast = useView((state) => state.toast);
  return (
    <div className="toast" role="status">
      {toast}
    </div>
  );
}
