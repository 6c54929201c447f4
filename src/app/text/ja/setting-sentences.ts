import type { settingSentences } from '../en/setting-sentences';

export const settingSentencesJa: Readonly<Record<keyof typeof settingSentences, string>> = {
  'setting.seed.about': '実行中のすべての乱数を決めます。シードと設定が同じなら、同じ結果を再現できます。',
  'setting.task.about': '教師が身につけていて、生徒がこれから学ぶ課題です。',
  'setting.ownData.about':
    'このブラウザーに保存したデータのうち、どれを課題にするか。リンクには識別番号だけが入り、データそのものは入りません。',
  'setting.labels.about':
    '訓練例のうちラベルがあるものの数です。交差エントロピーはこれらだけを、教師のソフトターゲットはすべての例を使います。教師を使わない手法は、ラベルのある例だけで訓練します。',
  'setting.labelNoise.about':
    '訓練例のうち、ラベルを全クラスから引き直すものの割合です。教師は正しいラベルで訓練されています。',
  'setting.imbalance.about':
    '最後のクラスに残す訓練例の割合です。前のクラスほど多く残り、最初のクラスはすべて残ります。1 なら減らしません。',
  'setting.trainSize.about':
    '生徒の訓練に使う異なるプロンプトの数です。少ないほど手法の違いがはっきり現れます。',
  'setting.teacher.about':
    '生徒が学ぶ相手です。タスク付属のモデル、訓練を早めに止めたモデル、自分のモデルから選べます。',
  'setting.ownTeacher.about': '教師として使う自分のモデルの番号です。リンクではこの番号でモデルを指します。',
  'setting.start.about':
    '乱数か、教師の重みです。教師の重みでは両者が同じモデルになり、蒸留で学ぶことは残りません。',
  'setting.ownStudent.about':
    '乱数の重み、教師そのもの、または自分のモデルから始めます。モデルを選ぶと、生徒の大きさもそのモデルに従います。',
  'setting.studentWidth.about':
    '生徒が各トークンについて持つベクトルの次元数です。ヘッド数の倍数でなければなりません。',
  'setting.studentLayers.about': '生徒に積み重ねる Transformer ブロックの数です。',
  'setting.studentHeads.about': '各層が並列に計算するアテンションの数です。',
  'setting.sftSteps.about':
    '蒸留の前に正解データで教師ありファインチューニング（SFT）を行うステップ数です。0 なら初期値は乱数のままです。',
  'setting.sftExamples.about': '事前SFTに使う正解付きの例の数です。蒸留用のプロンプトとは重複しません。',
  'setting.sftBatchSize.about': '事前SFTの1ステップで使う例の数です。',
  'setting.sftLearningRate.about': '事前SFTの1ステップで重みをどれだけ動かすかを決めます。',
  'setting.method.about': '生徒の訓練に使う文章を誰が書き、そこから何を学ぶかを決めます。',
  'setting.topK.about':
    '生徒が提案したトークンより教師での確率が高いトークンが K 個未満なら受理し、そうでなければ教師が置き換えます。',
  'setting.acceptance.about':
    '提案されたトークンを受理するかどうかの判定方法です。top-K が SKD の論文の規則です。',
  'setting.acceptanceTopP.about':
    'nucleus 規則では、教師の確率が高い順に足し合わせてこの値に達するまでのトークンを受理します。',
  'setting.blockSize.about':
    '教師がまとめて検証する前に、生徒が先に生成するトークン数です。速度は変わりますが、生成される文章は変わりません。',
  'setting.responseLimit.about': 'この長さに達すると応答の生成を打ち切ります。',
  'setting.studentTemperature.about':
    '生徒がサンプリングするときのばらつきの大きさです。0 なら常に最も確率の高いトークンを選びます。',
  'setting.studentTopP.about':
    '生徒は、確率が高い順に足し合わせてこの値に達するまでのトークンだけからサンプリングします。1 なら制限しません。',
  'setting.teacherTemperature.about':
    '教師がサンプリングするときのばらつきの大きさです。0 なら常に最も確率の高いトークンを選びます。',
  'setting.teacherTopP.about':
    '教師は、確率が高い順に足し合わせてこの値に達するまでのトークンだけからサンプリングします。1 なら制限しません。',
  'setting.divergence.about': '各トークンで教師と生徒の分布の違いを測る方法です。',
  'setting.jsdBeta.about':
    '一般化 Jensen–Shannon ダイバージェンスの混合分布における教師の重みです。0 に近いと順方向 KL、1 に近いと逆方向 KL に似た性質になります。',
  'setting.lossTemperature.about':
    '1 より大きいと損失の中で両方の分布が平坦になり、確率の低いトークンの影響が大きくなります。',
  'setting.sampler.about': '生徒の訓練に使う系列を誰が書くかを決めます。',
  'setting.loss.about': '各トークンで生徒が小さくする値を決めます。',
  'setting.tokenWeight.about': 'どのトークンを、どれだけの重みで損失に数えるかを決めます。',
  'setting.methodSchedule.about': '訓練が進むにつれて手法が変える値を決めます。',
  'setting.teacherText.about':
    '訓練プロンプトへの教師の回答を、最も確率の高いものにするか、教師の温度でサンプリングするかを決めます。',
  'setting.mixture.about':
    '系列をデータセットではなくサンプラーから得る確率です（GKD の λ）。0 と 1 では一方だけになります。',
  'setting.mixtureFinal.about':
    '実行の終わりでの割合です。線形に変わり、ImitKD ではデータの割合が指数的に減ります。',
  'setting.topKFinal.about': 'K は実行の終わりに向けて、この値まで一定の幅で変わります。',
  'setting.stageFraction.about': '2段階のうち最初の段階が全ステップに占める割合です。',
  'setting.exerciseShare.about':
    '第2段階に残す訓練の組の割合です。トークンごとに平均して、教師が最もありそうだとする回答の組を残します。1 ではすべて残します。',
  'setting.switchFactor.about':
    '両モデルの差が直近のトークンの平均の κ 倍を超えたところで、教師が続きを書きます。',
  'setting.skewAlpha.about':
    'スキューダイバージェンスは、一方の分布を両者の混合分布と比べます。α は混合分布の中のその分布自身の割合で、生徒が大きく外れたところでも勾配が大きくなりすぎません。',
  'setting.abAlpha.about': 'α-β ダイバージェンスでの教師の確率の指数です。α = 1、β = 0 は順方向 KL です。',
  'setting.abBeta.about': 'α-β ダイバージェンスでの生徒の確率の指数です。α = 0、β = 1 は逆方向 KL です。',
  'setting.assistantAlpha.about': '両分布の平均の種類です。−1 は算術平均、1 は幾何平均、3 は調和平均です。',
  'setting.targetStart.about': '目標が生徒（0）と教師（1）の間のどこから始まるかを決めます。',
  'setting.vetoStrength.about': '目標に掛ける生徒自身の分布の指数です。0 なら教師の分布だけになります。',
  'setting.lossTemperatureFinal.about': '損失の温度は実行の終わりに向けて、この値まで一定の幅で変わります。',
  'setting.softTargetWeight.about':
    '正解トークンに対して教師の分布をどれだけ重視するかを決めます。0 は通常のファインチューニング、1 は教師だけです。',
  'setting.auxiliaryWeight.about': '交差エントロピーやソフトターゲットに加える項の重みです。',
  'setting.branches.about':
    '生徒の下半分に載せる上半分の数で、生徒自身の分も含みます。1 ならラベルだけから学びます。',
  'setting.feedbackWeight.about': '教師のうち訓練する部分の損失で、生徒との差をどれだけ重く数えるか。',
  'setting.teacherRate.about': '訓練する教師の学習率を、生徒の学習率に対する割合で指定します。',
  'setting.examShare.about': 'ラベル付きの訓練例のうち、生徒の試験に使い、学習には使わない割合。',
  'setting.correlationTop.about': '教師で確率の高い上位のトークンのうち、この数だけ順序を学びます。',
  'setting.attentionWeight.about': '各層で、生徒のアテンションを教師に合わせる項の重みです。',
  'setting.hiddenWeight.about': '各層で、生徒の隠れ状態の向きを教師に合わせる項の重みです。',
  'setting.layerMap.about':
    '生徒の各層を教師のどの層に合わせるかを決めます。自動では均等に割り当て、最後の層どうしを対応させます。',
  'setting.stepsPerLayer.about':
    '各層の訓練を続けるステップ数です。0 なら、各層と最後の分布の学習に実行全体を等分します。',
  'setting.rejectedWeight.about': '教師が生徒の選択を受理しないトークンに残す重みです。0 なら数えません。',
  'setting.keepFraction.about':
    '難しい順にこの割合のトークンだけを損失に数えます。手法が自動で変える場合は、その初期値です。',
  'setting.earlyWeight.about':
    '系列の最初のトークンを最後よりどれだけ重く数えるかを決めます。0 ならすべて同じです。',
  'setting.forkEntropy.about': '教師のエントロピーがこれを超えるトークンを分岐とみなします。',
  'setting.subclasses.about': '生徒が各クラスについて学ぶサブクラスの数です。',
  'setting.subclassSharpness.about':
    '最も合うサブクラスが他からどれだけ際立つかです。0 ならすべて等しくなります。',
  'setting.prototypes.about':
    '見え方を見分けるプロトタイプの数です。バッチ内の見え方より多いと、すべては使われません。',
  'setting.prototypeCentring.about':
    '教師がどの見え方にも同じプロトタイプを与えないようにする方法です。スコアから移動する中心を引くか、各バッチをプロトタイプに均等に分けます。どちらもなしでは、崩壊の指標に注目してください。',
  'setting.targetTemperature.about':
    '教師のプロトタイプ分布の温度です。低いほど鋭く、すべてが同じ確率になるのを防ぎます。',
  'setting.prototypeTemperature.about': '生徒のプロトタイプ分布の温度です。',
  'setting.teacherMomentum.about':
    '移動平均が1ステップで自分をどれだけ残すかの、開始時の値です。1 に近づき、1 では教師は動きません。',
  'setting.localCrops.about':
    '二つの大きなクロップのほかに生徒が見る、小さなクロップの数です。教師は大きなクロップだけを見ます。',
  'setting.cropShare.about': '大きなクロップが最低限、小さなクロップが最大限に写す、画像の面積の割合です。',
  'setting.maskedPatchWeight.about':
    '生徒から隠し教師には見えるパッチについて、生徒の答えをどれだけ重視するかです。0 なら隠しません。',
  'setting.koleoWeight.about':
    '各画像の状態をバッチ内の最近傍から離すことをどれだけ重視するかです。0 なら使いません。',
  'setting.fixedAdvantage.about':
    'どのトークンにも与える同じ報酬です。負なら、生徒が書くものをすべて悪いとみなします。',
  'setting.steps.about': '蒸留全体のステップ数です。',
  'setting.batchSize.about': '蒸留の1ステップで使う系列の数です。',
  'setting.learningRate.about': '蒸留の1ステップで重みをどれだけ動かすかを決めます（最大値）。',
  'setting.warmUpSteps.about': '学習率を 0 から最大値まで上げていくステップ数です。',
  'setting.schedule.about': 'ウォームアップ後の学習率の変え方です。',
  'setting.finalRateFraction.about':
    'コサインスケジュールの終わりでの学習率を、最大値に対する割合で指定します。',
  'setting.weightDecay.about': 'AdamW が重み行列を 0 に近づける強さです。',
  'setting.clipNorm.about': '勾配ノルムの上限です。これを超える勾配は上限まで縮小されます。0 なら無効です。',
  'setting.evaluateEvery.about': '訓練に使わないプロンプトで生徒を評価する間隔です。',
  'setting.evaluatePrompts.about':
    '1回の評価に使うプロンプトの数です。多いほど数値は安定しますが、時間がかかります。',
  'setting.patience.about':
    '訓練に使わないプロンプトでの成績（完全一致。要約・音素・自分の文章では課題の主な指標）がこの回数続けて更新されなければ実行を終えます。0 なら無効です。',
};
