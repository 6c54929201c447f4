/**
 * The worker's entry. It holds no code that another chunk could need, because no chunk may import it: WebKit
 * evaluates a worker's entry again for such an import (tools/refuse-imports-of-entry.ts refuses a build that has one).
 */
import './worker-main';
