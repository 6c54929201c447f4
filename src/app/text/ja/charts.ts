/** Words of the menus of charts, of zooming and of drawn predictions: Japanese. */
import type { charts } from '../en/charts';

export const chartsJa: Readonly<Record<keyof typeof charts, string>> = {
  'menu.score': '指標',
  'menu.score.all': 'すべての指標',
  'menu.axis': '縦軸',
  'menu.axis.linear': '線形',
  'menu.axis.log': '対数',
  'menu.axis.log.about': '等しい間隔は等しい倍率です。0 の値は描かれません。',
  'menu.smoothing': '平滑化（全グラフ共通）',
  'menu.smoothing.none': 'なし',
  'menu.smoothing.moving': '移動平均',
  'menu.smoothing.exponential': '指数平均',
  'menu.smoothing.none.about':
    '測定値そのものを線で結びます。グラフの点は最大 400 個なので、1 点は {steps} ステップの平均です。',
  'menu.smoothing.moving.about':
    '各点は近いステップほど重い {steps} ステップの平均です。測定値は後ろに薄く残ります。',
  'menu.smoothing.exponential.about':
    '各点はそれまでの全ステップの平均で、最新の {steps} ステップが重みの半分を占めます。そのため線は少し遅れます。測定値は後ろに薄く残ります。',
  'menu.width': '幅',
  'menu.width.narrow': '狭い',
  'menu.width.medium': '中くらい',
  'menu.width.wide': '広い',
  'menu.steps': 'ステップ {from}〜{to}',
  'menu.zoom.in': '拡大',
  'menu.zoom.out': '縮小',
  'menu.zoom.earlier': '前へ',
  'menu.zoom.later': '後へ',
  'menu.zoom.whole': '全体',

  'predict.title': 'あなたの予想',
  'predict.label': '予想: {chart}',
  'predict.how': 'グラフの上をドラッグするか、矢印キーで描きます。',
  'predict.drawn': '測定された曲線の下に残ります。',
  'predict.at': 'ステップ {step}: {value}',
  'predict.at.none': 'ステップ {step}: 未記入',
  'predict.undo': '元に戻す',
  'predict.clear': '消す',
  'predict.close': '閉じる',
  'predict.result.above': '平均のずれは {distance} です。測定値は平均して予想より {by} 上にあります。',
  'predict.result.below': '平均のずれは {distance} です。測定値は平均して予想より {by} 下にあります。',
  'predict.result.around': '平均のずれは {distance} です。測定値は予想の上下に同じくらい分かれています。',

  'zoom.area': '{chart}、ステップ {from}〜{to}。＋とーで拡大・縮小、矢印キーで移動、0 で全体を表示します。',
  'zoom.how': 'グラフを横にドラッグすると拡大します。ダブルクリックか 0 キーで全体に戻ります。',
  'zoom.shown': 'ステップ {from}–{to}',
  'zoom.whole': '全体を表示',
};
