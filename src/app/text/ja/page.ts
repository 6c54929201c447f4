/** The frame of the page: actions, phases, notices, failures, questions before a loss: Japanese. */
import type { page } from '../en/page';

export const pageJa: Readonly<Record<keyof typeof page, string>> = {
  'about.backend':
    'どこで計算しているか。WebGPU による GPU か、WebAssembly または JavaScript による CPU です。',

  'data.title': '自分のデータ',
  'data.useOwn': '自分のデータを使う…',
  'data.change': '別のデータを選ぶ…',
  'data.obstacle': 'まだ開始できません',
  'data.none': 'データがまだ選ばれていません。ファイルをドロップするか選ぶか、行を貼り付けてください。',
  'data.missing':
    'この設定が使うデータは、このブラウザーにありません（識別番号 {fingerprint}）。リンクにデータは含まれません。リンクを送った人からファイルをもらってこのページにドロップするか、別のタスクを選んでください。',
  'data.trainTeacher': '教師の訓練を設定する',
  'data.chosen': '{name}：{kind}、{examples} 件',

  'models.noTeacher': 'まだありません',

  'missing.without.own': '代わりに教師を訓練する',

  'data.kind.pairs': '組',
  'data.kind.text': '文章',
  'data.kind.pictures': '画像',
  'data.nowInUse': '「{name}」をタスクにしました。',

  'view.label': '表示',
  'view.run': '単独の実行',
  'view.compare': '比較',
  'class.title': 'クラス',
  'class.yourSeed':
    'このリンクでは、開いた人ごとに異なるシードが割り当てられます。あなたのシードは {seed} で、このタブの間は変わりません。',
  'handIn.title': '提出された実行',
  'lessons.title': 'レッスン',
  'view.running': '実行中',
  'view.comparing': '比較を実行中',

  'compare.title': '比較',
  'compare.difference.points': '{points} ポイント',
  'compare.ask.title': '比較を開始しますか？',
  'compare.ask.run':
    '比較には端末のすべてが必要です。実行は終わり、保存したモデルに含まれていない訓練が {steps} ステップ分あります。最後に保存された状態からは後で再開できます。',
  'compare.ask.results':
    'ページには前の比較の代わりに新しい比較が表示されます。前の比較には、ファイルに保存されていない結果が {count} 件あります。後で見たい場合は、先に保存してください。',
  'compare.ask.confirm': '開始する',
  'compare.interrupt.title': '比較を中断しますか？',
  'compare.interrupt.text':
    '比較を実行中で、端末を占有しています。比較は保存してから止め、この実行の後で続けられます。',
  'compare.interrupt.confirm': '中断する',

  'measures.about': '教師のどれだけが生徒に移ったか。下書き役として、答えの中に、そして名前に。',
  'measures.open': '蒸留を測る',

  'attention.open': '両モデルのアテンション…',
  'trace.open': '1 トークンずつ…',
  'play.open': '生徒になってみる…',

  'present.open': '投影用に表示',
  'present.showEverything': 'すべて表示',
  'present.hidden': '開いたリンクの指定により、このページの一部が隠れています。',
  'present.locked': '開いたリンクの指定により、この設定は固定されています。',
  'present.unlock': '固定を解除する',

  'share.title': '共有',

  'export.saved': '保存しました。設定、端末、バージョン、リンクが各行に入っています。',
  'export.failed': 'ファイルを作れませんでした。ページを再読み込みしてからもう一度試してください。',

  'app.name': 'Distillery',
  'app.title': 'Distillery：ブラウザーの中で動く投機的知識蒸留',
  'app.tagline': '教師と生徒のモデルが、この端末の上で今まさに学びます',
  'app.settings': '実験の設定',
  'app.inspector': 'インスペクター',
  'app.main': '実行',
  'app.skip': '実行画面へ移動',

  'about.version': 'Distillery {version}',
  'about.licence': 'MIT ライセンス',
  'about.notices': '使用ライブラリのライセンス',
  'about.private': 'ここでの操作がブラウザの外に送信されることはありません。',

  // Between two sentences.
  'text.between': '',

  'action.start': '開始',
  'action.pause': '一時停止',
  'action.resume': '再開',
  'action.step': '1ステップ',
  'action.reset': 'リセット',
  'action.share': '共有',
  'action.runs': '実行一覧',
  'action.close': '閉じる',
  'action.cancel': 'キャンセル',
  'action.tryAgain': 'もう一度試す',
  'action.dismiss': '閉じる',
  'action.controls': '実行の操作',

  'time.about': '約 {time}',
  'time.here': 'この端末では',
  'time.unknown': '時間は一度実行するとわかります',

  'figure.step': 'ステップ',
  'figure.loss': '損失',
  'figure.acceptance': 'トークン受理率',
  'figure.accuracy': '正解率',
  'figure.speed': '毎秒トークン数',
  'figure.pictureSpeed': '毎秒の回答数',
  'figure.unknown': '—',
  'figure.of': '/ {total}',
  'figure.score': '{metric} {value}',
  'figure.live': '現在の値',

  'phase.idle': '準備できています',
  'phase.probing': '計算装置を調べています',
  'phase.downloading': '教師を読み込んでいます',
  'phase.compiling': 'シェーダーをコンパイルしています',
  'phase.preparing': '教師が準備中',
  'phase.sft': '生徒の事前SFT中',
  'phase.running': '蒸留中',
  'phase.pausing': '一時停止します',
  'phase.paused': '一時停止中',
  'phase.finished': '完了',
  'phase.recorded': '記録された実行',
  'phase.failed': 'エラーで停止しました',
  'phase.progress': '進み具合',
  'phase.bytes': '{done} / {total}',
  'phase.bytesSoFar': '{done}',
  'phase.steps': '{done} / {total} ステップ',
  'phase.prompts': '{done} / {total} 件',
  'phase.eta': '残り約 {time}',
  'phase.hidden':
    'しばらくタブが背面にありました。実行は続いていますが、背面のタブはブラウザーが遅くします。',

  'backend.fact': '{name}：',
  'backend.label': '計算バックエンド',
  'backend.waiting': '計算装置を探しています',
  'backend.threads': '{threads} スレッド',
  'backend.processor.cpu': 'プロセッサー、加速なし',
  'backend.why': '選ばれた理由',
  'backend.advice': '速くするには',
  'backend.teacher': '教師',
  'backend.noTeacher': 'なし（この手法では必要ありません）',
  'backend.student': '生徒',
  'backend.benchmark': 'この端末の速さを測る',
  'backend.shape': 'パラメーター {parameters}、次元 {width}、{layers} 層、{heads} ヘッド',
  'backend.parameters': 'パラメーター {parameters}',
  'backend.scores': '教師自身のテスト結果: {scores}',

  'scheme.label': '配色',
  'scheme.light': 'ライト',
  'scheme.dark': 'ダーク',
  'scheme.auto': '自動',

  'language.label': '言語',

  'evaluation.distinct': 'distinct-{n}',

  'failure.no-device': '計算できる装置がありません',
  'failure.device-lost': 'GPU が使えなくなりました',
  'failure.out-of-memory': 'メモリーが足りません',
  'failure.teacher-download': '必要なファイルを読み込めませんでした',
  'failure.data-missing': 'データがこのブラウザーにありません',
  'failure.user-model': '自分のモデルを使えません',
  'failure.teacher-invalid': '教師のファイルが壊れています',
  'failure.task-invalid': 'タスクのデータが壊れています',
  'failure.diverged': '損失が発散しました',
  'failure.bad-message': 'ページと実行の間で行き違いがありました',
  'failure.no-checkpoint': '続きから始めるための保存がありません',
  'failure.worker-crashed': 'バックグラウンドの処理が停止しました',

  'problems.notLoaded':
    'ページの一部を読み込めませんでした。接続を確かめて、ページを再読み込みしてください。',

  'failure.unexpected': '予期しないことが起きました',
  'failure.resume': 'ステップ {step} から続ける',
  'failure.startAgain': '最初からやり直す',

  'earlier.text': '前回の実行がステップ {step} / {total} で止まっています。',
  'earlier.finished': '前回の実行は {total} ステップを終えています。',
  'earlier.bringBack': '開く',

  'elsewhere.text': 'この実行は別のタブで続いています。ここでは経過を表示しています。',
  'elsewhere.closed': 'この実行のタブは閉じられました。実行は最後に保存されたところで待っています。',
  'elsewhere.takeOver': 'このタブで引き継ぐ',
  'elsewhere.taken': '別のタブがこの実行を引き継ぎました。',
  'elsewhere.silent':
    '別のタブが応答しません。ブラウザーが休止させている可能性があります。そのタブを一度開くか閉じてから、一覧で実行を開いてください。',

  'runs.title': '実行の一覧',
  'models.title': '自分のモデル',
  'models.open': '自分のモデル…',
  'models.yours': '自分のモデル',
  'models.absent': 'このブラウザーにありません（{number}）',
  'models.absentHere': 'このモデルはこのブラウザーにありません。',
  'models.otherTask': 'このモデルは「{task}」用です。',
  'models.keepOpen': 'このモデルを保存…',
  'models.saved': '「{name}」を保存しました。',
  'models.imported': '「{name}」を読み込みました。',
  'models.restored': '「{name}」を元に戻しました。',
  'models.exported': '{name} をダウンロードしています。',
  'models.teaches': '次の開始から {name} が教師になります。',
  'models.teachesAnew': '次の開始から {name} が教師になります。手法は SKD に、生徒は最初の設定に戻りました。',
  'models.noTask': 'このモデルのタスクは、このページにはありません。',

  'missing.teacher': 'この設定の教師がありません',
  'missing.student': 'この設定の生徒の初期値がありません',
  'missing.what':
    '個人が作成したモデル（{number}）で、このブラウザーにはありません。リンクで受け取った設定なら、送り主からモデルのファイルをもらい、このページにドロップしてください。',
  'missing.import': '読み込む…',
  'missing.without.teacher': 'タスク付属の教師を使う',
  'missing.without.student': '乱数の重みから始める',

  'drop.here': 'ここにファイルをドロップ',
  'drop.unknown': 'このページでは {names} を使えません。',
  'drop.unreadable': 'ドロップされたものを読み取れませんでした。',

  'reset.title': 'この実行を破棄しますか?',
  'reset.text': 'まだ保存されていない {lost} ステップ分の訓練が失われます。曲線は実行の一覧に残ります。',
  'reset.textKept':
    '生徒は {kept} ステップの時点で保存されています。その後の {lost} ステップ分の訓練が失われます。曲線は次の実行の背後に薄く残ります。',
  'reset.confirm': '破棄する',

  'restart.title': 'やり直しますか?',
  'restart.text':
    'ステップ {step} までの実行は終わります。まだ保存されていない {lost} ステップ分の訓練が失われます。曲線は実行の一覧に残ります。',
  'restart.textKept':
    'ステップ {step} までの実行は終わります。生徒は {kept} ステップの時点で保存されています。その後の {lost} ステップ分の訓練が失われます。曲線は新しい曲線の背後に薄く残ります。',

  'lose.keep': '先に生徒を保存する…',

  'restart.confirm': 'やり直す',

  'watch.title': 'この実行から離れますか?',
  'watch.text':
    'ステップ {step} までの実行に代わって記録を表示します。まだ保存されていない {lost} ステップ分の訓練が失われます。曲線は実行の一覧に残ります。',
  'watch.textKept':
    'ステップ {step} までの実行に代わって記録を表示します。生徒は {kept} ステップの時点で保存されています。その後の {lost} ステップ分の訓練が失われます。',
  'watch.confirm': '記録を見る',

  'shortcuts.title': 'キーボードショートカット',
  'shortcuts.open': 'キーボードショートカット',

  'notice.title': 'お知らせ',
  'notice.unknownBackend':
    'アドレスで指定されたバックエンド「{value}」はありません。使えるのは webgpu、wasm、cpu、auto です。',
  'notice.unknownThreads':
    'アドレスのスレッド数「{value}」は 1 から 16 の数ではありません。最も速い数を使います。',
};
