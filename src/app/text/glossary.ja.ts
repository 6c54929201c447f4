/** The glossary in Japanese. */
import type { glossary } from './glossary.en';

export const glossaryJa: Readonly<Record<keyof typeof glossary, string>> = {
  'term.acceptance': 'トークン受理率',
  'about.acceptance':
    'そのステップの応答トークンについての 受理 ÷(受理 + 置き換え)。教師モデルが生徒モデルの提案をどれだけそのまま認めたかを表し、学習が進むと上がります。',
  'term.topK': '上位 K の規則',
  'about.topK':
    '教師モデルでより確率の高いトークンが K 個未満なら、提案は受理されます。K = 1 は教師あり蒸留に近く、K が語彙数以上ならオンポリシー蒸留と同じです。',
  'term.nucleus': '核(ニュークリアス)',
  'about.nucleus':
    '論文にはない変種の規則です。確率の高い順に足して確率 p に達する最小の集合に入っていれば、提案は受理されます。',
  'term.forwardKl': '順方向 KL',
  'about.forwardKl':
    'Σ p·(log p − log q)。p は教師、q は生徒です。教師が有力とみるトークンに生徒が低い確率を与えると大きくなります。',
  'term.reverseKl': '逆方向 KL',
  'about.reverseKl':
    'Σ q·(log q − log p)。教師がありえないとみるトークンを生徒が出すと大きくなり、教師の候補の一部を無視することは許します。',
  'term.jsd': 'イェンセン・シャノン・ダイバージェンス',
  'about.jsd': '両モデルを混合分布と比べる、中間的な尺度です。β は混合に占める教師の割合です。',
  'term.temperature': '温度',
  'about.temperature':
    'トークンを引く前に確率を鋭く(1 未満)または平らに(1 より大きく)します。0 なら常に最も確率の高いトークンです。',
  'term.topP': 'top-p',
  'about.topP': '確率の高い順に足して p に達するまでのトークンだけから引きます。1 なら制限しません。',
  'term.gamma': 'γ(ブロック長)',
  'about.gamma':
    '教師モデルがまとめて検査するまでに、生徒モデルが下書きするトークン数です。速さは変わりますが文章は変わりません。',
  'term.exactMatch': '完全一致',
  'about.exactMatch': '貪欲法で生成した回答が、最後の文字まで正解と一致した割合です。',
  'term.chrf': 'chrF',
  'about.chrf':
    '1〜6文字の並びが正解とどれだけ重なるかを 0 から 1 で表します。完全一致よりずっと早く動き始めます。',
  'term.rougeL': 'ROUGE-L',
  'about.rougeL':
    '正解と共通する単語の並び(間が空いてもよい)の長さを 0 から 1 で表します。同じ文なら 1 です。',
  'term.phonemeErrorRate': '音素誤り率',
  'about.phonemeErrorRate':
    '回答を正解に直すのに必要な音素の挿入・削除・置換の回数を、正解の音素数で割った値です。低いほど良い値です。',
  'term.partialResults': '途中結果',
  'about.partialResults': '途中の和のうち正しいものの割合です。回答全体が正しくなくても数えます。',
  'term.onPolicy': 'オンポリシー知識蒸留',
  'about.onPolicy':
    '訓練の文章をすべて生徒モデル自身が書き、誰も直しません。未熟な生徒は未熟な文章から学ぶことになります。',
  'term.supervised': '教師あり知識蒸留',
  'about.supervised':
    '訓練の文章はデータから取ります。生徒モデルは自分がしがちな間違いを見ることがありません。',
  'term.skd': '投機的知識蒸留(SKD)',
  'about.skd':
    '生徒モデルがトークンを提案し、教師モデルがありえないものを置き換え、生徒モデルは混ざった文章から学びます(arXiv 2410.11325)。',
  'term.student': '生徒モデル',
  'about.student': 'このブラウザーの中で訓練される、小さいほうの Transformer です。',
  'term.teacher': '教師モデル',
  'about.teacher':
    '事前に訓練され固定された、大きいほうの Transformer です。各トークンを判定し、目標を示します。',
  'term.loss': '損失',
  'about.loss':
    '教師と生徒の次トークンの確率のずれを、応答トークンについて平均したものです(単位は nat)。小さいほど近いことを表します。',
  'term.sft': '事前SFT',
  'about.sft':
    '教師ありファインチューニング。蒸留の前に、別の例を使って通常の交差エントロピーで生徒モデルを訓練します。',
  'term.adamw': 'AdamW',
  'about.adamw': '最適化手法です。勾配を重みごとに適切な大きさの更新に変え、毎回少しずつ重みを小さくします。',
  'term.overlap': '重なり α',
  'about.overlap':
    'Σ min(p, q)。両モデルが共有する確率の量(0〜1)を、そのステップの応答トークンで平均したものです。',
  'term.position': '位置ごとの受理率',
  'about.position':
    '回答の各位置での受理率(直近およそ10ステップ)。短い回答があるため、後ろの位置ほど数が少なくなります。',
  'term.heldOut': '未使用のプロンプト',
  'about.heldOut': '訓練の前に取り分けたプロンプトです。暗記ではなく学習できたかどうかがわかります。',
  'term.split': '未使用データ',
  'about.split':
    'どちらも訓練には使っていません。設定を選ぶには検証用を使い、テスト用は最後の数字のために取っておきます。テスト用で設定を選ぶと数字が良く見えすぎます。',
  'term.cutOff': '途中で切れた答え',
  'about.cutOff':
    '最大の長さに達しても終わらなかった答えの割合。モデルは終わりのトークンを書きませんでした。',
  'term.distinctN': 'distinct-n',
  'about.distinctN':
    'すべての答えに現れる異なる n 文字の並びの数を、n 文字の並びの総数で割ったもの（Li et al. 2016）。文章の量によって変わるので、教師と生徒の比較に使います。',
  'term.entropy': 'エントロピー',
  'about.entropy':
    '次のトークンについてモデルがどれだけ迷っているか（ナット）。自分の答えの各トークンで、温度 1 で平均します。0 は迷いがないことを意味します。',
  'term.identical': '同じ答え',
  'about.identical':
    '教師と生徒が同じ文字列で答えたプロンプトの割合（正誤は問いません）。サンプリングのときは両方が同じ乱数を使います。',
  'term.topOne': '最有力トークンの一致',
  'about.topOne': '参照解答の各トークンで、両モデルが同じトークンを最も確からしいとする割合。',
  'term.klToTeacher': 'KL(教師‖生徒)',
  'about.klToTeacher':
    '参照解答の各トークンでの順方向 KL ダイバージェンス（ナット）の平均。0 は確率が同じことを意味します。',
  'term.jsdToTeacher': 'ジェンセン・シャノン・ダイバージェンス',
  'about.jsdToTeacher':
    '参照解答の各トークンで、両モデルが等分の混合からどれだけ離れているか（ナット）の平均。最大 0.69。',
  'term.interval': '95% 信頼区間',
  'about.interval':
    '一部のプロンプトだけを試したことによる数字の揺れ。答えの割合にはウィルソンの区間、平均にはプロンプト単位のブートストラップを使います。コーパス全体の指標にはありません。',
  'term.speed': '毎秒トークン数',
  'about.speed': '直近の数ステップで1秒あたりに訓練した応答トークン数です。生成と検査の時間も含みます。',
  'term.backend': '計算バックエンド',
  'about.backend':
    'どこで計算しているか。WebGPU による GPU か、WebAssembly または JavaScript による CPU です。',
};
