/** Models of a visitor: Japanese. */
import type { models } from '../en/models';

export const modelsJa: Readonly<Record<keyof typeof models, string>> = {
  'models.what':
    '生徒を保存して次の生徒の教師にしたり、手持ちのモデルを読み込んだりできます。保存したモデルは、削除するまでこのブラウザーに残ります。',
  'models.keepName': 'ステップ {step} の生徒を保存する名前',
  'models.keep': 'このモデルを保存',
  'models.suggestedName': '{task} ステップ {step}',
  'models.noRun': '実行を始めると、その生徒をここに保存できます。',
  'models.import': 'モデルを読み込む…',
  'models.importWhat':
    'このページで書き出した .safetensors、または Hugging Face 形式の GPT-2（複数ファイルまたは .zip）。ページのどこにドロップしてもかまいません。',
  'models.empty': 'まだ何も保存されていません。',
  'models.deleted': '「{name}」を削除しました。',
  'models.undo': '元に戻す',
  'models.busy.save': 'モデルを保存しています…',
  'models.busy.import': 'ファイルを読み込んでいます…',
  'models.busy.export': 'ファイルを作成しています…',
  'models.busy.delete': 'お待ちください…',
  'models.origin.trained': 'ここで訓練（{date}）',
  'models.origin.imported': '読み込み（{date}）',
  'models.teach': '教師にする',
  'models.begin': '生徒の初期値にする',
  'models.download': 'ダウンロード:',
  'models.format.safetensors': 'このページ用：再び読み込める1つのファイル',
  'models.format.hugging-face':
    'Python の transformers 用：トークナイザーとモデルカード付き、再び読み込めます',
  'models.format.onnx': 'ONNX Runtime 用（ウェブページ内でも可）：入力 input_ids、出力 logits',
  'models.format.gguf': 'llama.cpp と、それを使うプログラム用',
  'models.delete': '削除',
};
