/** Finds a Python that the tests of the PyTorch project can run. */
import { spawnSync } from 'node:child_process';

const HAS_PACKAGES =
  'import importlib.util as u, sys; sys.exit(any(u.find_spec(name) is None for name in ("torch", "numpy", "yaml")))';

/** The command of a Python with PyTorch, NumPy and PyYAML: PYTHON, the one in the PATH, Debian's; null where there is none. */
export function findTorchPython(): string | null {
  const asked = process.env.PYTHON;
  const candidates = asked ? [asked] : ['python3', '/usr/bin/python3', 'python'];
  return candidates.find((command) => spawnSync(command, ['-c', HAS_PACKAGES]).status === 0) ?? null;
}
