/** A thread of the engine in Node. Plain JavaScript, because Node starts workers without the loader of tsx. */
import { parentPort } from 'node:worker_threads';
import { tsImport } from 'tsx/esm/api';

const { takePart } = await tsImport('../src/ops/engine/thread.ts', import.meta.url);
parentPort.once('message', (invitation) => takePart(invitation, () => parentPort.postMessage('joined')));
parentPort.postMessage('loaded');
