/** 時間スライダーと、再生される記録のことば。 */
import type { time } from '../en/time';

export const timeJa: Readonly<Record<keyof typeof time, string>> = {
  'time.title': '実行の時点',
  'time.step': 'ステップ {step} / {total}',
  'time.newest': '最新へ',
  'time.past': 'ステップ {step}（全 {newest}）の時点を見ています。',
  'time.past.goesOn': 'ステップ {step}（最新は {newest}）の時点を見ています。実行は続いています。',
  'time.play': '記録を再生',
  'time.pause': '再生を一時停止',
  'time.speed': '速さ',
  'time.speedOf': '{speed} 倍',
  'time.speedAbout': '1 倍は、実際に計算されたときの速さです。',
  'time.recorded':
    '{date} に記録: 「{name}」、{device}、バージョン {version}。いまは何も計算していません。「開始」で自分の生徒を訓練します。',
  'time.recordedInFrame': '{date} に記録: 「{name}」、{device}、バージョン {version}。',
  'time.recordedCut': '記録はステップ {step} / {total} までです。',
  'time.device.webgpu': 'WebGPU、{adapter}',
  'time.device.wasm': 'WebAssembly、プロセッサの {threads} スレッド',
  'time.device.wasmOf': 'WebAssembly、プロセッサ（{architecture}）の {threads} スレッド',
  'time.device.cpu': 'JavaScript、プロセッサの 1 スレッド',
  'time.device.unknown': '端末は不明',
  'time.loading': '記録を読み込んでいます…',
  'time.loadingBytes': '記録を読み込んでいます: {done} / {total}',
  'time.giveUp': 'やめる',
};
