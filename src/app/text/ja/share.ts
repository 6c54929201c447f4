/** Sharing, and changes of settings during a run: Japanese. */
import type { share as en } from '../en/share';

export const shareJa: Readonly<Record<keyof typeof en, string>> = {
  'share.title': 'この実験を共有',
  'share.copied': 'リンクをコピーしました。開いた人に同じ設定が表示されます。自動では始まりません。',
  'share.copiedOwn':
    'リンクをコピーしました。データは含まれないので、ファイルも一緒に渡してください。自動では始まりません。',
  'share.text':
    'このリンクをコピーしてください。設定と乱数シードが入っています。開いても自動では始まりません。',
  'share.link': 'リンク',
  'share.which': 'どちらを共有しますか?',
  'share.which.text': '実行中の設定と、コントロールに表示されている設定が異なります。',
  'share.which.run': '画面に表示されている実行',
  'share.which.settings': '編集中の設定',
  'share.which.changes': '実行中の変更 {changes|件}: {list}',
  'share.which.more': 'ほか {count} 件',
  'share.tooManyChanges':
    'この実行では設定の変更が多すぎるため、リンクには最初の {most} 回の変更だけが入っています。',

  'export.csv': 'CSV で保存',
  'export.curves': '曲線を CSV で保存',
  'export.saved': '保存しました。設定、端末、バージョン、リンクが各行に入っています。',
  'export.failed': 'ファイルを作れませんでした。ページを再読み込みしてからもう一度試してください。',
  'export.data': 'データのフィンガープリント',
  'export.settings': 'その他の設定',
  'export.device': '端末',
  'export.version': 'バージョン',

  'chart.change': '変更',
  'chart.mark': 'ステップ {step}: {change}',
  'chart.marks.more': 'これより前の変更 {count|件}(表に記載)',

  'planned.title': '実行中の変更',
  'planned.what': '次の設定は、それぞれのステップで自動的に変わります。',
  'planned.drop': 'これらの変更をしない',
};
