import { serveThreads } from './thread-relay';

/**
 * Starts a module worker that keeps to the page's policies. A worker whose script has a blob URL inherits the
 * Content-Security-Policy and the isolation of whoever starts it; one from a network URL has only what its own response
 * headers say, which static hosts do not send (HTML standard, “run a worker”).
 */
export function startWorker(address: string, name: string): Worker {
  const script = `import ${JSON.stringify(address)};`;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Worker(url, { type: 'module', name });
}

/** Starts a worker whose engine may ask for threads; they end with it. */
export function startEngineWorker(address: string, name: string): Worker {
  return serveThreads(startWorker(address, name), startWorker);
}
