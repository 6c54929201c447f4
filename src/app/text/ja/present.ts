/** 投影用と埋め込み用の表示。 */
import type { present } from '../en/present';

export const presentJa: Readonly<Record<keyof typeof present, string>> = {
  'present.show': '大きく表示する内容',
  'present.fullScreen': '全画面',
  'present.leave': '終了',
  'present.line': 'この線より上のトークンを教師が受け入れます',

  'show.strip': '系列',
  'show.loss': '損失',
  'show.acceptance': 'トークン受理率',
  'show.score': '検証用プロンプトのスコア',
  'show.positions': '位置ごとの受理率',

  'embed.whole': 'ページ全体を開く',
  'embed.ready': '「開始」を押すと、この端末で生徒の訓練が始まります。',
  'embed.step': 'ステップ {step} / {total}',

  'shortcuts.run': '開始・一時停止・再開',
  'shortcuts.step': '訓練を1ステップ進める',
  'shortcuts.arrows': 'トークンを移動する',
  'shortcuts.remote': '投影中に次・前のトークンへ（Shift で系列）',
  'shortcuts.escape': '最新のバッチに戻る・投影を終える',
  'shortcuts.help': 'この一覧',
};
