/** What `@tensorflow/tfjs` is in the bundle: only the parts this project uses. See tf.ts. */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
