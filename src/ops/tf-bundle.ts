/** The bundled `@tensorflow/tfjs`: only the parts this project uses. See tf.ts. */
// First: the dev server cuts it in two, and the gradients alone would come before the flags that they read.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
