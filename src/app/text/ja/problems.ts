/** 問題を伝える文: 何が起きたか、どうすればよいか。 */
import type { ProblemCode, TermKey } from '../../../errors/problems';

export const PROBLEMS_JA: Readonly<Record<ProblemCode, string>> = {
  'prompt-too-long': 'プロンプトは {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'response-too-long': '応答は {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'data-too-big':
    'ファイルは {size} MB あります。このページが読めるのは {limit} MB までです。分割してください。',
  'data-no-content': '空の行しかありません。',
  'data-binary':
    '制御文字が多く、文章には見えません。文章であれば、文字コードを選ぶか、UTF-8 で保存し直してからドロップしてください。',
  'data-archive':
    '圧縮ファイル（zip、gzip）か表計算のファイルです。展開するか、シートを CSV で保存してください。',
  'data-pdf': 'PDF です。文章をテキストファイルとして保存してください。',
  'data-gone': 'ファイルが読めなくなりました。移動、変更、または削除されています。選び直してください。',
  'data-one-column':
    '列が1つしかありません。組には2列必要です。文章であれば「文章」を、列が認識されていなければ別の読み方か区切りを選んでください。',
  'data-no-rows':
    '行が見つかりません。JSON は、レコードの配列、1行に1つのレコード、またはレコードの配列を含むオブジェクトでなければなりません。',
  'data-record-too-long': '{line} 行目から始まるレコードが終わりません。括弧か引用符が閉じていないようです。',
  'data-json-damaged':
    'JSON として正しくありません。括弧、コンマ、引用符のどれかが足りないか余っています。直すか、1行に1つのレコードとして保存してください。そうすれば、壊れたレコードだけが除かれます。',
  'pictures-none':
    'PNG も JPEG もありません。クラスごとに 1 つのフォルダーに画像を入れ、それらを含むフォルダーか、その zip ファイルをドロップしてください。',
  'pictures-not-decoded':
    'このブラウザーは、ページの裏で画像を復号できません。新しい Chrome、Edge、Firefox、Safari を使うか、画素の CSV にしてください。',
  'pictures-hidden':
    'このブラウザーは追跡防止のため、ページに画素の代わりに雑音を渡します。このページに画素の読み取りを許可するか（Firefox では「canvas データの抽出」）、画素の CSV にしてください。',
  'run-open-elsewhere':
    'このブラウザーの別のタブで実行が進行中です。「実行一覧」から開くと、経過を見たり、このタブで引き継いだりできます。',
  'comparison-open-elsewhere':
    'このブラウザーの別のタブで比較が進行中です。「実行一覧」から開くと、経過を見たり、このタブで引き継いだりできます。',
  'comparison-tab-silent':
    '別のタブがまだ応答しません。ステップかダウンロードが終わるのを待っているか、ブラウザーが休止させています。そのタブを一度開くか閉じると、比較はここで続きます。',
  'comparison-saved-over':
    '別のタブがこの比較を続けたか変更しました。現在保存されている状態を表示しています。そこから再開するか、新しく開始してください。',
  'comparison-gone':
    'この比較はもう保存されていません。新しい比較に置き換えられたか、このサイトのデータが削除されました。結果はページを離れるまでここに残ります。コピーしてから、もう一度開始してください。',
  'run-saved-over':
    '別のタブがこの実行を続けました。現在はステップ {step} で保存されています。そこから再開するか、新しく開始してください。',
  'run-storage-full':
    '実行を保存できません。このページ用のブラウザーの保存領域がいっぱいです。不要なモデルやデータを削除するか、ディスクの空きを増やしてください。',
  'comparison-storage-full':
    '比較を保存できません。このページ用のブラウザーの保存領域がいっぱいです。不要なモデルやデータを削除するか、ページを離れる前に結果をコピーしてください。',
  'device-buffer-limit':
    'ひとまとまりで {size} MB 必要ですが、この GPU では {limit} MB までです。バッチか生徒を小さくするか、アドレスに ?backend=wasm を付けてください。',
  'device-dispatch-limit':
    '一度に {count} 個のワークグループが必要ですが、この GPU では {limit} 個までです。バッチか生徒を小さくするか、アドレスに ?backend=wasm を付けてください。',
  'part-not-loaded':
    'ページのこの部分を読み込めませんでした。接続を確かめて、もう一度試してください。それでもだめなら、ページを再読み込みしてください。',
  'lesson-not-found':
    '{address} にレッスンがありません。接続とアドレスを確かめるか、ほかのレッスンを選んでください。',
  'lesson-too-large': 'レッスンのファイルは {limit} kB までです。ほかのファイルを選んでください。',
  'lesson-other-origin':
    'リンクで開けるのは、このサイトのレッスンだけです。ファイルをダウンロードし、「レッスン」から開いてください。',
  'hand-in-unknown':
    '「{file}」は提出物ではありません。提出物は「共有」で作ります。ファイル名は .handin.json で終わります。',
  'hand-in-damaged':
    '提出物「{file}」は壊れています。途中で切れたか、変更されました。ファイルでもう一度受け取ってください。',
  'hand-in-newer':
    '提出物「{file}」は、このページの新しいバージョンで作られました。ページを再読み込みして最新にしてから、もう一度開いてください。',
  'hand-in-no-link':
    'この文章には提出物のリンクがありません。「共有」→「この実行を提出」でコピーしたリンクを貼り付けてください。',
  'class-full':
    'クラスに入る提出物は {limit} 件までのため、残りは除かれました。表を保存してから、いくつか削除してください。',
  'class-not-kept':
    'このブラウザーではクラスを保存できません。再読み込みすると失われます。ページを離れる前に表を CSV で保存してください。',
  'download-failed':
    'ファイル {file} をダウンロードできませんでした: ネットワークから応答がありません。接続を確かめて、もう一度試してください。',
  'download-status':
    'ファイル {file} をダウンロードできませんでした: サーバーの応答は {status} です。しばらくしてもう一度試すか、ページを再読み込みしてください。',
  'download-broken':
    'ファイル {file} は最後まで届きませんでした: ダウンロードが途中で切れました。接続を確かめて、もう一度試してください。',
  'download-stalled':
    'ファイル {file} が届かなくなりました: {seconds} 秒間何も届いていません。接続を確かめて、もう一度試してください。',
  'unknown-characters': 'これらのモデルは {characters} を知りません。知っている文字: {known}',
  'unknown-class': '「{name}」はこの課題のクラスにありません。クラス: {known}',
  'no-labels':
    'この手法はラベルだけから学びますが、ラベルのある例がありません。「ラベルのある例」を増やすか、教師を使う手法を選んでください。',
  'picture-prompt':
    'この課題のプロンプトは画像です。自分で入力するには、1 画素を 1 桁とする 784 桁の16進数が必要です。',
  'number-out-of-range': 'これらのモデルが知っているのは 0 から {largest} までの数です。',
  'number-words-unknown':
    '数の中の {words} を、これらのモデルは知りません。英語の単語か数字で入力してください。例: “forty-two”、“1,234”',
  'number-unclear':
    '「{text}」は数ではありません。英語の単語か数字で入力してください。例: “forty-two”、“1,234”',
  'translation-prompt-empty': '数を英語の単語で入力してください。例: “forty-two”',
  'summary-prompt-empty': '質問と返事を入力してください。例: “Ann:tea mon at 4?Ben:yes”',
  'arithmetic-prompt-empty': '10 から 99 までの数を 4 つ入力してください。例: “17+25+38+44”',
  'phonemes-prompt-empty': '3〜9 文字の英単語を入力してください。例: “speech”',
  'sentences-prompt-empty': '英語の文を入力してください。例: “The food was good.”',
  'identity-prompt-empty': '質問を入力してください。例: “who are you?”',
  'pair-prompt-empty': 'お使いのデータにあるようなプロンプトを入力してください。',
  'text-prompt-empty': '文章の書き出しを入力してください。モデルが続きを書きます。',
  'instruction-unknown':
    '次のどれかで始めてください: rev、sort、up、dbl、next、first 3、last 2、del a、swap a c。例: “rev dicae”',
  'text-of-another-task': 'この文章は、モデルとは別の課題のものです。この課題の文章を選んでください。',
  'no-response-in-data':
    'このプロンプトへの応答はデータにありません。データのプロンプトを選ぶか、モデルに応答を書かせてください。',
  'safetensors-too-short': 'ファイルが短すぎて、safetensors ファイルではありえません。',
  'safetensors-header-too-long': 'ファイルのヘッダーが {limit} バイトを超えています。',
  'safetensors-header-cut-off': 'ヘッダーの途中でファイルが終わっています。途中で切れた可能性があります。',
  'safetensors-header-not-json': 'ファイルのヘッダーが JSON として読めません。',
  'safetensors-header-not-a-table': 'ファイルのヘッダーがテンソルの表になっていません。',
  'safetensors-key-repeated': 'ファイルのヘッダーに {key} が 2 回以上あります。',
  'safetensors-metadata': 'ファイルのメタデータが文字列の表になっていません。',
  'safetensors-too-many-tensors': 'ファイルにテンソルが {count} 個あり、多すぎます。',
  'safetensors-unused-bytes': 'ファイルの末尾に使われていないバイトがあります。',
  'tensor-not-described': 'テンソル {tensor} の記述が正しくありません。',
  'tensor-type':
    'テンソル {tensor} の型は {type} です。読めるのは F32、F16、BF16、F64 の数値です。このどれかで保存してください。量子化されたモデルは、先に元に戻す必要があります。',
  'tensor-shape-impossible': 'テンソル {tensor} の形状がありえないものです。',
  'tensor-offsets': 'テンソル {tensor} の位置がありえないものです。',
  'tensor-size': 'テンソル {tensor} の形状が {bytes} バイトの大きさと合いません。',
  'tensor-cut-off': 'テンソル {tensor} の途中でファイルが終わっています。途中で切れた可能性があります。',
  'tensor-overlaps': 'テンソル {tensor} が別のテンソルと重なっています。',
  'tensor-after-gap': 'テンソル {tensor} の前に使われていないバイトがあります。',
  'tensor-not-finite': 'テンソル {tensor} に有限でない値があります。',
  'file-is-lfs-pointer':
    'ファイル {file} は Git LFS のポインターで、モデルそのものではありません。「git lfs pull」で取得するか、サイトからファイルをダウンロードしてください。',
  'file-is-web-page':
    'ファイル {file} はウェブページで、モデルではありません。ファイルの代わりにページが保存されています。ファイルそのものをダウンロードしてください。',
  'file-is-json': 'ファイル {file} は JSON で、モデルの数値ではありません。',
  'file-is-text': 'ファイル {file} は文章で、モデルの数値ではありません。',
  'model-format':
    '{files} の形式は {format} で、ここでは読めません。モデルを safetensors として保存し、model.safetensors、config.json、tokenizer.json をまとめてドロップしてください。',
  'model-shards-missing':
    'モデルは {count} 個のファイルに分かれていますが、{files} だけではそろいません。すべてまとめてドロップしてください。',
  'files-alike': 'どのファイルがモデルのものか決められません: {files}。1 つだけドロップしてください。',
  'config-size-too-large': 'モデルが大きすぎます。{field} は {found} ですが、{limit} までです。',
  'config-vocabulary-too-large':
    'モデルが大きすぎます。トークンが {found} 個（vocab_size）ありますが、{limit} 個までです。このようなモデルは単語や単語の一部を読みますが、このページのモデルは 1 文字ずつ読みます。',
  'tokenizer-id-twice': 'tokenizer.json の語彙がモデルと合いません。ID {id} が {tokens} で重複しています。',
  'tokenizer-beyond-model':
    'tokenizer.json の語彙がモデルと合いません。ID {id} がありますが、モデルの ID は 0 から数えて {rows} 個（vocab_size）です。',
  'note-rounded': 'ファイルの数値は 64 ビット（F64）です。32 ビットに丸めました。',
  'note-vocabulary-padded':
    '埋め込みの行は {rows} 行、トークナイザーのトークンは {tokens} 個です。トークンのない行は省きました。ここでは、モデルはそれらを書きません。',
  'model-foreign':
    'この safetensors ファイルは、このプログラムが書いたものではないか、もっと新しい版が書いたものです。',
  'model-shape-missing': 'モデルのファイルに、モデルの形状が書かれていません。',
  'model-size-impossible':
    'モデルのファイルの {field} がありえない値です。1 から {limit} まででなければなりません。',
  'model-heads-do-not-divide': 'モデルの幅 {width} はヘッド数 {heads} で割り切れません。',
  'model-vocabulary-misfit': 'モデルのファイルの語彙がモデルと合いません。',
  'model-parameter-missing': 'モデルのファイルにパラメータ {parameter} がありません。',
  'model-parameter-shape': 'パラメータ {parameter} の形状が [{expected}] ではなく [{found}] です。',
  'teacher-of-another-version':
    'ダウンロードした教師は、この課題の別の版のものです。ページを再読み込みして、両方を取り直してください。',
  'file-unreadable': 'ファイル {file} を読めませんでした。移動または削除された可能性があります。',
  'file-too-long': 'ファイル {file} は {megabytes} MB を超えています。',
  'file-not-json': 'ファイル {file} は JSON として読めません。',
  'file-missing':
    'ファイル {file} がありません。config.json、tokenizer.json、model.safetensors をまとめて、または 1 つの zip にしてドロップしてください。',
  'files-too-large':
    'ファイルの合計が {megabytes} MB を超えており、このページで動かせるどのモデルよりも大きくなっています。',
  'archive-damaged': 'アーカイブが壊れているか、途中で切れています。ファイルの一覧が中身と合いません。',
  'archive-incomplete': '完全な zip ではありません。末尾にファイルの一覧がありません。',
  'archive-encrypted': 'アーカイブが暗号化されています。展開してからファイルをドロップしてください。',
  'archive-too-many-files': 'アーカイブに {limit} 個を超えるファイルがあります。',
  'archive-file-damaged': 'アーカイブの中のファイル {file} が壊れています。',
  'archive-file-packing': 'ファイル {file} の圧縮方式は、このページでは展開できません。',
  'model-without-config':
    'ファイル {file} はこのページから書き出されたものではなく、どんなモデルかも書かれていません。config.json と tokenizer.json と一緒にドロップしてください。',
  'no-model-in-files':
    'これらのファイルにモデルはありません。モデルとは、このページから書き出した .safetensors ファイルか、config.json、tokenizer.json、model.safetensors をまとめたもの（.zip でも可）です。',
  'gpt2-parts-unknown': 'この設定の GPT-2 にはない部分があります: {parts}。',
  'gpt2-part-twice': 'モデルに {part} が 2 つあります。',
  'gpt2-part-missing': 'model.safetensors に {part} がありません。',
  'gpt2-part-shape': '{part} の形状は [{found}] ですが、config.json によれば [{expected}] のはずです。',
  'gpt2-biases':
    'モデルは、このページのトランスフォーマーにないバイアスを使っています: {parts}。取り込めるのは、すべてのバイアスが 0 の GPT-2 だけです。',
  'gpt2-head-not-tied':
    'モデルの出力層がトークン埋め込みと異なります。このページのトランスフォーマーでは、両者は同じ行列です。',
  'config-not-a-model': 'config.json にモデルの記述がありません。',
  'config-type': 'モデルの種類は {type} です。読めるのは GPT-2 の形式（model_type "gpt2"）だけです。',
  'config-type-missing':
    'config.json に model_type がありません。読めるのは GPT-2 の形式（model_type "gpt2"）だけです。',
  'config-size-impossible':
    'config.json の {field} がありえない値です。1 から {limit} まででなければなりません。',
  'config-token-missing':
    'config.json に {field} がありません。このページのモデルは、パディング・先頭・末尾をそれぞれ 1 つのトークンで表します。',
  'config-inner-size':
    'モデルの MLP の内部ユニットは {found} 個（n_inner）ですが、ここでは常に幅の 4 倍の {expected} 個です。',
  'config-value':
    'モデルの設定は {field} = {found} ですが、このページのトランスフォーマーでは {expected} です。',
  'config-activation':
    'モデルの活性化関数は {found} ですが、このページのトランスフォーマーは厳密な GELU を使います。',
  'tokenizer-same-special-tokens': 'モデルのパディング・先頭・末尾が同じトークンです。',
  'tokenizer-long-tokens':
    'トークナイザーに複数文字のトークンがあります（{tokens}）。このページのモデルは 1 文字ずつ読み書きします。',
  'tokenizer-no-vocabulary': 'tokenizer.json に WordLevel または BPE の語彙がありません。',
  'tokenizer-too-large':
    'トークナイザーのトークンは {tokens} 個ですが、文字単位のモデルでは {limit} 個までです。',
  'tokenizer-misfit':
    'tokenizer.json の語彙がモデルと合いません。ID が数でないか、パディング・先頭・末尾のトークンがありません。',
  'model-width-range': 'モデルの幅は {width} です。このページで動かせるのは {min} から {max} までです。',
  'model-layers-range': 'モデルの層数は {layers} です。このページで動かせるのは {min} から {max} までです。',
  'model-heads-range':
    'モデルのヘッド数は {heads} です。このページで動かせるのは {min} から {max} までです。',
  'model-lacks-characters': 'モデルの文字が課題「{task}」のものと違います。モデルは {lacking} を知りません。',
  'model-has-other-characters':
    'モデルの文字が課題「{task}」のものと違います。モデルが知っている {strange} は課題にありません。',
  'model-differs-in-characters':
    'モデルの文字が課題「{task}」のものと違います。モデルは {lacking} を知らず、モデルが知っている {strange} は課題にありません。',
  'model-of-other-kind':
    'モデルは課題「{task}」のもの（文章、またはそのクラスの文か画像）を読めません。同じ種類の課題を選んでください。',
  'model-character-twice': 'モデルの語彙に同じ文字が 2 回あります。',
  'model-too-few-positions': 'モデルの位置は {found} 個ですが、課題「{task}」には {expected} 個必要です。',
  'note-gelu-approximation':
    'このモデルは GELU の近似（{activation}）で訓練されています。ここでは厳密な関数で動かすため、確率がわずかに異なります。',
  'note-model-known': '同じモデルが「{name}」としてすでにあります。',
  'own-teacher-not-chosen': '教師にする自分のモデルが選ばれていません。設定で選んでください。',
  'own-student-not-chosen': '生徒の出発点にする自分のモデルが選ばれていません。設定で選んでください。',
  'own-teacher-absent':
    'この設定の教師は自分のモデルですが、このブラウザにはありません。リンクで受け取った設定なら、送り主にモデルのファイルをもらってこのページにドロップするか、別の教師を選んでください。',
  'own-student-absent':
    'この設定の生徒は自分のモデルから始まりますが、そのモデルはこのブラウザにはありません。リンクで受け取った設定なら、送り主にモデルのファイルをもらってこのページにドロップするか、ランダムな重みから始めてください。',
  'own-teacher-misfit': '教師「{name}」はここでは使えません。{cause}',
  'own-student-misfit': '生徒の出発点「{name}」はここでは使えません。{cause}',
  'no-teacher':
    'これには教師が必要ですが、このデータの教師はまだありません。まずプリセット「自分の教師を訓練」で教師を訓練してください（手法は SFT、生徒は大きめ）。十分に良くなったらモデルとして保存し、教師に選んでから蒸留します。',
  'step-too-costly':
    'この教師での 1 ステップは、時間かメモリを使いすぎます。バッチか教師を小さくしてください。',
  'encoder-format':
    'このモデルの答えはクラスで、この形式は文章を書くモデルのものです。safetensors で書き出してください。',
  'model-gone': 'このモデルはもうありません。別のタブで削除された可能性があります。',
  'model-nothing-to-restore': '元に戻せるものは残っていません。',
  'keep-without-student': '保存する生徒がありません。先に実行を開始してください。',
  'keep-diverged': '実行が発散したため、生徒の重みが数値ではなくなっています。保存しませんでした。',
  'storage-full':
    '{kept}が入りません。このページ用のブラウザの保存領域がいっぱいです。保存してあるもののうち不要なものを削除するか、ディスクの空きを増やしてください。',
  'storage-none':
    '{kept}を保存できません。このブラウザのウィンドウでは、ページが保存領域を使えません。プライベートウィンドウや、サイトデータのブロックがよくある原因です。',
  'run-not-saved':
    'このブラウザのウィンドウではページが保存領域を使えないため、再読み込みすると実行を再開できません。',
  'comparison-not-saved':
    'このブラウザのウィンドウではページが保存領域を使えないため、再読み込みすると比較は失われます。閉じる前に結果をコピーしてください。',
  'no-robust-teacher': 'このサイトには、この課題の頑健な教師がありません。別の教師を選んでください。',
  'no-weak-teacher': 'このサイトには、この課題の弱い教師がありません。別の教師を選んでください。',
  'no-teacher-card': 'カードがあるのは、このサイトの教師だけです。',
  'teacher-card-damaged': 'この教師のカードが壊れています。教師そのものは無事かもしれません。',
  'task-data-not-unpacked':
    'この課題の例を展開できません。ファイルが壊れています。ページを再読み込みしてください。',
  'task-data-unreadable':
    '発音データを読めません。サーバーが別のものを送ったか、ファイルが壊れています。ページを再読み込みしてください。',
  'task-data-count':
    '発音データの単語数が {expected} ではなく {found} です。途中で切れているか、別の版のものです。ページを再読み込みしてください。',
  'data-not-chosen':
    'データが選ばれていません。「自分のデータ」でファイルを選ぶかドロップするか、別の課題にしてください。',
  'data-absent':
    'この設定が使うデータは、このブラウザにはありません（指紋 {fingerprint}）。リンクにデータは含まれません。送り主からファイルをもらって「自分のデータ」にドロップするか、別の課題にしてください。',
  'no-device': '計算する手段が見つかりませんでした。{reasons}',
  'device-lost':
    'グラフィックスデバイスが失われました（{message}）。ドライバーが再起動したか、コンピューターがスリープしました。計算済みの内容は残っています。最後に保存したステップから再開してください。',
  'device-refused': 'グラフィックスデバイスがコマンドを拒否しました: {message}',
  'graphics-memory-full':
    'グラフィックスメモリがいっぱいです。それを使っている他のタブを閉じるか、バッチか生徒を小さくしてください。',
  'memory-full':
    'メモリがいっぱいです。{held} MB を使っていて、あと {size} MB が入りません。バッチか生徒を小さくするか、応答の上限を短くしてください。',
  'backend-hardware': 'ブラウザがこのページにハードウェアのグラフィックスアダプターを提供しています。',
  'backend-asked-for': 'アドレスで指定されています。',
  'backend-asked-for-software': 'アドレスで指定されています（ソフトウェアアダプター）。',
  'engine-without-simd':
    'このブラウザの WebAssembly には SIMD がなく、このページ専用のエンジンが動かないため、より遅い標準の演算で計算します。',
  'engine-failed':
    'このページ専用のエンジンが起動しなかったため（{message}）、より遅い標準の演算で計算します。',
  'threads-fastest': '{threads} スレッドで計算します。計測の結果、ここではこれが最速でした。',
  'threads-asked': 'アドレスで {threads} スレッドが指定されています。',
  'threads-no-gain': '1 スレッドで計算します。計測の結果、スレッドを増やしてもここでは速くなりません。',
  'threads-one-core': '1 スレッドで計算します。ブラウザが報告するコアは 1 つだけです。',
  'threads-not-isolated':
    'このページは他のページから分離されていないため、1 スレッドで計算します。公開している人が変えられます。サーバーが Cross-Origin-Opener-Policy: same-origin と Cross-Origin-Embedder-Policy: require-corp のヘッダーを送れば、すべてのコアを使えます。',
  'threads-in-frame':
    'このページは別のページのフレームの中にあるため、1 スレッドで計算します。独立したタブで開けば、すべてのコアを使えます。',
  'threads-missing': '1 スレッドで計算します。このブラウザはスレッド間でメモリを共有しません。',
  'threads-no-answer':
    '1 スレッドで計算します。ブラウザは複数のスレッドを提供していますが、応答がありませんでした。ブラウザを更新すると直るかもしれません。',
  'threads-lost':
    '別のスレッドが処理の途中で終了したため、それ以降は 1 スレッドで計算しています。失われたものはありません。ページを再読み込みすると、すべてのスレッドが戻ります。',
  'backend-failed': '{backend} が失敗しました: {message}。',
  'backend-did-not-start': '{backend} が起動しませんでした。',
  'backend-wrong-gradients': '{backend} はここでは勾配を正しく計算しません。',
  'webgpu-missing': 'このブラウザには WebGPU がありません。',
  'webgpu-no-adapter': '使えるグラフィックスアダプターが見つかりませんでした。',
  'probe-processor-faster':
    'ここの WebGPU にはソフトウェアアダプター（{adapter}）しかありません。短い測定では、訓練の速さは約 {graphics} GFLOP/s で、プロセッサーの {threads} スレッド（各 {processor} GFLOP/s）より遅いという結果でした。',
  'probe-webgpu-faster':
    'ここの WebGPU にはソフトウェアアダプター（{adapter}）しかありません。短い測定では、訓練の速さは約 {graphics} GFLOP/s で、プロセッサーの {threads} スレッド（各 {processor} GFLOP/s）より速いという結果でした。',
  'probe-late':
    'ここの WebGPU にはソフトウェアアダプター（{adapter}）しかなく、0.5 秒の測定が時間内に終わりませんでした。',
  'probe-failed':
    'ここの WebGPU にはソフトウェアアダプター（{adapter}）しかなく、短い測定に失敗しました: {message}。',
  'webgpu-wrong-gradients': 'グラフィックスアダプター（{adapter}）が勾配を正しく計算しません。',
  'advice-enable-webgpu':
    'WebGPU は、Chrome と Edge では Windows・macOS・Linux・Android で、Safari では 26 から、Firefox では Windows で 141、macOS で 145 から使えます。ブラウザを更新するか、設定でハードウェアアクセラレーションを有効にしてください。',
  'advice-hardware-acceleration':
    'ブラウザのハードウェアアクセラレーションを有効にするか、それでも使うならアドレスに ?backend=webgpu を付けてください。',
  'advice-newer-browser':
    'ブラウザを更新してください。SIMD は Chrome と Edge では 91、Firefox では 89、Safari では 16.4 から使えます。',
  'advice-newer-driver': '新しいブラウザかグラフィックスドライバーで直るかもしれません。',
  'advice-software-slow':
    'これはたいてい低速です。アドレスから ?backend=webgpu を外すと、ページが測定して速い方を使います。',
  'advice-remove-backend': 'アドレスから ?backend を外すと、ページが選びます。',
  diverged:
    'ステップ {step} で発散しました（損失は {loss}）。学習率を下げる、ウォームアップを長くする、勾配クリッピングを使う、のどれかがたいてい効きます。',
  'no-checkpoint': '再開できる保存済みの実行がありません。新しく開始してください。',
  'run-gone':
    'この実行はもう残っていません。削除されたか、新しい実行に場所を譲りました。一覧から別の実行を選んでください。',
  'runs-given-up':
    '保存した実行と比較が合わせて {limit} MB に達したため、古いものを削除しました：{names}。日時は「実行一覧」にあります。残しておきたい実行は、そこで記録を保存してください。',
  'runs-given-up-disk':
    'このページ用のブラウザーの保存領域がいっぱいになったため、古い実行と比較を削除しました：{names}。日時は「実行一覧」にあります。ディスクの空きを増やすか、残しておきたい実行の記録をそこで保存してください。',
  'recording-unknown':
    '「{file}」は実行の記録ではありません。記録は実行の一覧から保存でき、ファイル名は .distillery で終わります。',
  'recording-damaged':
    '記録「{file}」は壊れています。途中で切れたか、書き換えられています。もう一度受け取るか、書き出し直してください。',
  'recording-newer':
    '記録「{file}」は、このページのより新しい版で作られました。ページを再読み込みして最新の版にしてから、もう一度開いてください。',
  'checkpoint-misfit': '保存された実行の生徒は大きさが違います。新しく開始してください。',
  'stopped-early':
    'ステップ {step} で訓練を終えました。検証プロンプトでの {metric} はステップ {bestStep} が最良（{best}）で、その後 {since} 回の評価で改善していません。',
  'measure-while-training': '訓練中の実行が測定の妨げになります。一時停止するか、終わるまで待ってください。',
  'measure-ended-by-training': '訓練が再開されたため、測定を止めました。',
  'measure-without-student':
    '測定する生徒がまだありません。実行を開始し、一時停止するか最後まで待ってください。',
  'measure-diverged': '実行が発散しており、生徒に測定できる数値が残っていません。',
  'measure-before-distillation': '生徒はまだ教師に学んでいません。まず何ステップか蒸留してください。',
  stored: '{sentence}',
  'worker-crashed':
    '生徒を訓練するバックグラウンドのワーカーが予期せず止まりました: {message} もう一度開始すると、新しいワーカーが開きます。',
  'worker-not-loaded':
    'スクリプトを読み込めませんでした。接続を確かめてください。もう一度開始してもだめなら、ページを再読み込みしてください。',
  'worker-message-unreadable': 'メッセージを読めませんでした。',
  'worker-message-malformed': '実行からのメッセージを理解できませんでした（{message}）。',
  'command-malformed': 'ページが実行に送ったコマンドを理解できませんでした（{message}）。',
  'out-of-memory': 'メモリが足りなくなりました（{message}）。バッチか生徒を小さくしてください。',
  unexpected: '予期しないことが起きました: {message}。もう一度開始してください。設定は残っています。',
  'graduate-method':
    'PyTorch プロジェクトには、手法 {method} に必要な部品（{part} {name}）がありません。別の手法を選んでください。使える手法は docs/graduate.md にあります。',
  'question-failed':
    '予期しないことが起きました: {message}。ほかには影響ありません。もう一度試してください。',
  'comparison-interrupted':
    '比較が予期せず中断しました: {message}。再開してもう一度試すか、この実行を除いてください。',
};

export const TERMS_JA: Readonly<Partial<Record<TermKey, string>>> = {
  'kept.model': 'モデル',
  'kept.data': 'データ',
  'kept.run': '実行',
  'kept.comparison': '比較',
  'kept.site': 'オフライン用のファイルすべて',
};
