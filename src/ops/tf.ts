/**
 * The one door to TensorFlow.js. In Node this is the umbrella package; the bundle replaces it by its core, gradients
 * and CPU backend (`tf-bundle.ts`, aliased in vite.config.ts), because Layers, Data, the converter and WebGL are not used.
 */
export * from '@tensorflow/tfjs';
