/** A thread of the engine in a browser: a worker that the run's worker starts. */
import { type Invitation, takePart } from '../ops/engine/thread';

addEventListener('message', ({ data }: MessageEvent<Invitation>) => {
  takePart(data, () => postMessage('joined'));
});
postMessage('loaded');
