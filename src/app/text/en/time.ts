/** Words of the time slider and of recordings that are played. */
export const time = {
  'time.title': 'Moment of the run',
  'time.step': 'step {step} of {total}',
  'time.newest': 'Newest',
  'time.past': 'You are looking at step {step} of {newest}.',
  'time.past.goesOn': 'You are looking at step {step} of {newest}. The run goes on.',
  'time.play': 'Play the recording',
  'time.pause': 'Pause playing',
  'time.speed': 'Speed',
  'time.speedOf': '{speed}×',
  'time.speedAbout': '1× is as fast as it was computed.',
  'time.recorded':
    'Recorded on {date}: “{name}”, {device}, version {version}. Nothing is being computed; Start trains a student of your own.',
  'time.recordedCut': 'The recording ends at step {step} of {total}.',
  'time.device.webgpu': 'WebGPU, {adapter}',
  'time.device.wasm': 'WebAssembly on {threads|thread|threads} of a processor',
  'time.device.wasmOf': 'WebAssembly on {threads|thread|threads} of a processor ({architecture})',
  'time.device.cpu': 'JavaScript on one thread of a processor',
  'time.device.unknown': 'on a device that is not known',
  'time.loading': 'The recording is on its way…',
  'time.loadingBytes': 'The recording is on its way: {done} of {total}',
  'time.giveUp': 'Do without',
} as const;
