import type { taskSentences } from '../en/task-sentences';

export const taskSentencesJa: Readonly<Record<keyof typeof taskSentences, string>> = {
  'task.summary.about': '2人が決めたことを1文にまとめます。',
  'task.arithmetic.about': '2桁の数を4つ、途中の合計もすべて書きながら足します。',
  'task.instructions.about': '作った単語に対して、逆順や並べ替えなど9種類の指示のどれかを実行します。',
  'task.phonemes.about': '英単語の発音を答えます（CMU 発音辞書）。',
  'task.digits.about': '画像の数字が何かを答えます（MNIST）。',
  'task.parity.about': '画像の数字が偶数か奇数かを答えます（MNIST）。',
  'task.scenes.about': '画像のパッチごとに、どの数字の一部か（または背景か）を答えます（MNIST から合成）。',
  'task.sentences.about': 'レビューの英文が肯定的か否定的かを答えます（Amazon、IMDb、Yelp）。',
  'task.fashion.about': 'ファッションの商品画像に何が写っているかを答えます（Fashion-MNIST）。',
  'task.own.about': '自分のデータのプロンプトに答えるか、自分の文章の続きを書きます。',
  'task.own-pictures.about': '自分の画像に写っているものを答えます。',
  'method.classes':
    'この課題の答えはクラスです。文章を書く手法や、この課題にないものを比べる手法は選べません。',
};
