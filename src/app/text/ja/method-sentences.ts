import type { methodSentences } from '../en/method-sentences';

export const methodSentencesJa: Readonly<Record<keyof typeof methodSentences, string>> = {
  'method.sft.about': '生徒はデータセットの正解を学びます。教師は使いません。',
  'method.hinton-kd.about': 'データセット上で、正解トークンと教師のなだらかにした分布を同時に学びます。',
  'method.supervised-kd.about': 'データセットの各トークンで、教師の分布を学びます。',
  'method.seqkd.about': '教師が訓練プロンプトに一度ずつ回答し、その回答で生徒をファインチューニングします。',
  'method.on-policy-kd.about': '生徒が自分で文章を書き、そのトークンで教師の分布を学びます。',
  'method.gkd.about':
    '各系列は確率 λ で生徒自身のもの、それ以外はデータセットのものです。損失は一般化 JSD で、ほかのダイバージェンスも選べます。',
  'method.imitkd.about':
    'データセットから始め、その割合を指数的に減らし、最後はほとんどの系列が生徒自身のものになります。',
  'method.skd-mixed.about': '各系列は SKD の交互生成か、データセットのどちらかです。',
  'method.two-stage.about':
    '最初はデータセットで教師あり知識蒸留、次に生徒自身の文章でオンポリシー知識蒸留を行います。',
  'method.distillm.about':
    'データと、新しい、または過去の生徒の文章にスキュー KL を使い、検証損失が上がるたびに生徒の文章の割合を増やします。',
  'method.adaswitch.about': '生徒が書き、教師から離れたところで教師が続きを書き終えます。',
  'method.selectkd.about':
    '生徒が選ぶトークンが教師の上位 K にある位置を数え、ほかの位置はほとんど数えません。',
  'method.adakd.about':
    '難しいトークンには低い温度、易しいトークンには高い温度を使い、最も難しいものだけを損失に残します。',
  'method.cmkd.about': '教師のスコアの形、つまり相関と上位の順序を生徒に合わせます。',
  'method.ckd.about': '正解に加えて、教師の内部状態がトークン間でどう違うかを学びます。',
  'method.rdd.about':
    '最初は教師の判断が定まっているトークン、次に一方のモデルだけが正しく答えるトークンを数えます。',
  'method.internal-kd.about': '教師の分布に加えて、すべての層でアテンションと隠れ状態を教師に合わせます。',
  'method.internal-pid.about':
    '下の層から1層ずつ、アテンションと隠れ状態を教師に合わせ、最後に教師の分布を学びます。',
  'method.internal-sid.about':
    '下の層から順に層を加えながらアテンションと隠れ状態を教師に合わせ、最後に教師の分布を学びます。',
  'method.fitnet.about':
    'ラベルとソフトターゲットに加えて、生徒の中間層が、学習する写像を通して教師の中間層を予測します。',
  'method.attention-transfer.about': 'ラベルに加えて、各層で状態が大きくなる場所を教師に合わせます。',
  'method.fsp.about': 'ラベルに加えて、層から次の層への状態の変わり方を、両者の積として教師に合わせます。',
  'method.similarity-preserving.about':
    'ラベルに加えて、教師にとって似ているバッチ内の例を、生徒にとっても似たものにします。',
  'method.rkd.about': 'ラベルに加えて、バッチ内の例の間の距離と角度を、教師の状態でのものに合わせます。',
  'method.taid.about': '目標が生徒自身の分布から教師の分布へと移っていきます。',
  'method.todi.about': '生徒の確率が低すぎる語彙は順方向 KL で上げ、高すぎる語彙は逆方向 KL で下げます。',
  'method.abkd.about': '2つの指数 α と β をもつダイバージェンスで、順方向 KL と逆方向 KL を両端に含みます。',
  'method.amid.about': '教師を両分布の中間の分布と比べます。α が平均の種類を決めます。',
  'method.lelp.about':
    '教師の内部状態のうち答えに表れない部分で各クラスを分け、生徒はその部分をラベルなしで学びます。',
  'method.veto.about': '生徒自身の文章で、最初は生徒の分布が目標を抑え、しだいに教師の分布だけになります。',
  'method.opd-gradient.about':
    '生徒が書いた各トークンに、教師の確率が生徒よりどれだけ高いかを報酬として与えます。ノイズの多い逆方向 KL です。',
  'method.iw-opd.about': '同じ方策勾配で、両モデルの食い違いがまだ小さい早いトークンほど重く数えます。',
  'method.eopd.about': '同じ方策勾配に、教師が迷う位置では順方向 KL を加え、選択肢を残します。',
  'method.tip.about': '生徒が迷うか、自信をもって誤るトークンの半分だけで逆方向 KL を使います。',
  'method.distillm-2.about': 'スキュー KL で、データの上では生徒の確率を上げ、生徒自身の文章では下げます。',
  'method.fixed-advantage.about':
    '教師の代わりに一つの定数を使う方策勾配です。教師なしで何が変わるかを示します。事前SFTを使ってください。',
  'method.ssd.about':
    '生徒自身の文章から確率の低いものを除き、それでファインチューニングします。教師は使いません。事前SFTを使ってください。',
  'method.dml.about': '2人の生徒が、データと互いの分布を交互に学びます。教師は使いません。',
  'method.okd.about':
    '固定した教師に付けた小さなモジュールを生徒と一緒に訓練し、教師の分布を生徒に近づけます。',
  'method.ikd.about':
    '教師も訓練します。各ステップの後に生徒が試験を受け、教師は何が役に立ったはずかを学びます。',
  'method.custom.about': 'サンプラー、損失、トークンの重み、訓練中に変えるものを自分で選びます。',
};
