/** Words of the run as a PyTorch project. */
export const graduate = {
  'graduate.title': 'Take it further…',
  'graduate.what':
    'The same experiment as a Python project: sampler, losses, data, and teacher and student before the first step. It takes the page’s steps in PyTorch, on a processor, a graphics card or several, and trains two models of your own with the same code. Unpack it and type: python3 train.py --steps 3',
  'graduate.patience': 'Early stopping is left out: the project trains all steps.',
  'graduate.save': 'Save project (.zip)',
  'graduate.busy': 'Gathering models and data…',
  'graduate.saved': '{name} is saved. Its README says how to go on.',
} as const;
