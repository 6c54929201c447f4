/** The words about comparisons in Japanese. */
import type { compare } from './compare.en';

export const compareJa: Readonly<Record<keyof typeof compare, string>> = {
  'view.label': '表示',
  'view.run': '単独の実行',
  'view.compare': '比較',
  'view.comparing': '比較を実行中',

  'compare.title': '比較',
  'compare.intro':
    '1回の実行だけでは多くは言えません。シードが変われば結果も変わるからです。ここでは1つの条件だけを変え、ほかはすべて同じにして実験を繰り返し、結果を並べて示します。',
  'compare.ready': 'すぐに始められる比較',
  'compare.ready.methods': '少ないデータでの3つの手法',
  'compare.ready.methods.about':
    '数の翻訳をプロンプト 200 件で、同じ事前SFTの後に、SKD・教師あり知識蒸留・オンポリシー知識蒸留で比べます。誰が文章を書くかで結果は変わるでしょうか。',
  'compare.ready.k': '教師の厳しさ: K = 0〜30',
  'compare.ready.k.about':
    'K = 0 はすべてのトークンを置き換え、語彙数と同じ K = 30 はすべて受理します。その間では何が起こるでしょうか。',

  'compare.setUp': '比較の設定',
  'compare.setUp.new': '別の比較を設定',
  'compare.base':
    '比較する項目以外は、実験の設定の値を使います。比較する項目については、ここでの値が優先されます。',
  'compare.what': '比較するもの',
  'compare.what.methods': '手法',
  'compare.what.setting': '1つの設定',
  'compare.setting': '設定',
  'compare.values': '値',
  'compare.values.how': '数値をコンマで区切ってください（例: {example}）。',
  'compare.values.few': '異なる値を {fewest} 個以上指定してください。',
  'compare.values.many': '値は {most} 個までです。',
  'compare.values.same': '{value} が重複しています。',
  'compare.methods.count': '{count} 個を選択中（2〜{most} 個）',
  'compare.budget': 'そろえるもの',
  'compare.budget.updates': '生徒モデルの更新回数',
  'compare.budget.updates.about': 'どの実行も、コストにかかわらず設定どおり {steps} ステップ訓練します。',
  'compare.budget.teacher-forwards': '教師モデルの順伝播回数',
  'compare.budget.teacher-forwards.about':
    'どの実行も教師モデルの順伝播は {forwards} 回までです。これは {steps} ステップの各系列に1回ずつに当たり、より多く使う手法はステップ数が減ります。',
  'compare.budget.rule': '教師モデルの順伝播の数え方',
  'compare.budget.rule.text':
    '1つの系列全体を教師モデルに1度通すことを1回と数えます（まとめてでもトークンごとでも同じ）。各ステップの系列ごとに、教師モデルが生成に加わる場合に1回（SKD も、置き換えたトークン数によらず1回）、それだけでは損失に必要な確率がわからない場合にさらに1回と数えます。実行前に教師モデルが書く文章は、プロンプトごとに1回です。捨てた下書きと評価は数えません。',
  'compare.seeds': 'シード数',
  'compare.seeds.about': '各値をシード {seeds} で実行します。',
  'compare.seeds.few': '3 個未満では、優劣については述べません。',
  'compare.plan': '実行の内容',
  'compare.plan.runs': '実行数',
  'compare.plan.updates': '生徒モデルの更新',
  'compare.plan.forwards': '教師モデルの順伝播',
  'compare.plan.work': '計算量の合計',
  'compare.plan.time': '所要時間の目安',
  'compare.plan.timeUnknown': '数ステップ後にわかります',
  'compare.plan.pace': 'ここでの直前の実行の速さから計算しました。',
  'compare.plan.unequal':
    '{names} は教師モデルの順伝播を使い切れないため、基準と同じ {steps} ステップ訓練します。',
  'compare.start': '比較を開始',
  'compare.share': '共有',
  'compare.adopt': 'この設定に戻す',

  'compare.progress': '比較',
  'compare.state.running': '実行 {at} / {total}',
  'compare.state.pausing': 'このステップの後に一時停止します',
  'compare.state.paused': '実行 {at} / {total} で一時停止中',
  'compare.state.finished': '完了: {total} 件中 {done} 件の結果があります',
  'compare.overall': '比較全体の進み具合',
  'compare.goOn': '続行',
  'compare.cancelAll': '残りを省く',
  'compare.interrupted': '比較が中断されました',
  'compare.runs': '実行',
  'compare.run': '{name}、シード {seed}',
  'compare.seed': 'シード {seed}',
  'compare.run.waiting': '待機中',
  'compare.run.running': '実行中',
  'compare.run.paused': '一時停止',
  'compare.run.done': '完了',
  'compare.run.failed': '失敗',
  'compare.run.cancelled': '省略',
  'compare.stage.preparing': '準備',
  'compare.stage.warming-up': '事前SFT',
  'compare.stage.training': 'ステップ',
  'compare.stage.testing': 'テスト',
  'compare.stage.of': '{stage} {done} / {total}',
  'compare.cancel': '省く',
  'compare.cancel.run': '{run} を省く',

  'compare.curves': '曲線',
  'compare.curves.what': '線はシードの平均、帯は最小から最大までの範囲です。',
  'compare.curves.one': 'シードが1つずつのため、帯はありません。',
  'compare.curves.loss':
    '線はそれぞれの実行自身の損失です。手法・文章・ダイバージェンスが違えば、測っているものも違います。',
  'compare.curves.empty': '最初の数ステップが終わると曲線が現れます。',
  'compare.curves.noAcceptance': 'これらの実行では、教師モデルがトークンを検証しません。',
  'compare.curves.validation': '{metric}（検証用プロンプト）',
  'compare.curves.mean': '{name}、平均',
  'compare.curves.range': '{name}、範囲',

  'compare.results': '結果',
  'compare.results.table': '結果の表',
  'compare.results.what':
    '訓練を終えた生徒モデルの、何の判断にも使っていないテスト用プロンプト {prompts} 件での結果です。シードの平均 ± 標準偏差で、シードが1つのときは、求められる場合に 95% 区間（Wilson）を示します。',
  'compare.results.empty': '最初の実行が終わると結果が現れます。',
  'compare.column.seeds': 'シード数',
  'compare.column.test': '{metric}（テスト）',
  'compare.column.validation': '{metric}（検証）',
  'compare.column.forwards': '教師の順伝播',
  'compare.column.updates': '生徒の更新',
  'compare.column.seconds': '実時間（秒）',
  'compare.sort': '{column} で並べ替え',
  'compare.copy.csv': 'CSV でコピー',
  'compare.copy.markdown': 'Markdown でコピー',
  'compare.copied': 'コピーしました。',
  'compare.saved': 'ここではクリップボードを使えないため、ファイルに保存しました。',
  'compare.png': 'グラフを PNG で保存',
  'compare.png.failed': '画像を作成できませんでした: {why}',

  'compare.difference': '違い',
  'compare.difference.first': '1つ目',
  'compare.difference.second': '2つ目',
  'compare.difference.same': '異なる2行を選んでください。',
  'compare.difference.settings': '{a} と {b} の違い: {settings}。',
  'compare.difference.setting': '{label}（{from} – {to}）',
  'compare.difference.none': '両方の結果がまだそろっていません。',
  'compare.difference.more':
    'テスト用プロンプト {prompts} 件での{metric}は {a} が {x}、{b} が {y} で、{a} のほうが {by} 高い値です。',
  'compare.difference.less':
    'テスト用プロンプト {prompts} 件での{metric}は {a} が {x}、{b} が {y} で、{a} のほうが {by} 低い値です。',
  'compare.difference.equal': 'テスト用プロンプト {prompts} 件での{metric}は、どちらも {x} です。',
  'compare.difference.points': '{points} ポイント',
  'compare.difference.too-few':
    'シードは {n} 個と {m} 個です。それぞれ 3 個未満では、別のシードで逆転することもあるため、優劣については述べません。',
  'compare.difference.overlap':
    'シードによる範囲が重なっています（{rangeA} と {rangeB}）。これらの実行からは、両者に違いがあるとは言えません。',
  'compare.difference.apart':
    'シードによる範囲は重なっていません（{rangeA} と {rangeB}）。違いのない2つの設定でも、偶然によって {odds} 回に 1 回はこうなります。',
  'compare.difference.cost':
    '教師モデルの順伝播: {forwardsA} と {forwardsB}。生徒モデルの更新: {updatesA} と {updatesB}。実時間: {timeA} と {timeB}。',

  'compare.ask.title': '比較を開始しますか？',
  'compare.ask.run':
    '比較は端末を占有します。単独の実行はステップ {step} で終わりますが、最後に保存された状態からあとで再開できます。',
  'compare.ask.results': '前の比較の結果（{count} 件）は置き換えられます。',
  'compare.ask.confirm': '開始する',
  'compare.interrupt.title': '比較を中断しますか？',
  'compare.interrupt.text':
    '比較を実行中で、端末を占有しています。比較は保存してから止め、この実行の後で続けられます。',
  'compare.interrupt.confirm': '中断する',
};
