/** PyTorch プロジェクトの言葉。 */
import type { graduate } from '../en/graduate';

export const graduateJa: Readonly<Record<keyof typeof graduate, string>> = {
  'graduate.title': 'さらに先へ…',
  'graduate.what':
    '同じ実験を Python プロジェクトとして保存します。サンプラー、損失、データ、最初のステップより前の教師と生徒が入ります。プロセッサーでも、1枚または複数のグラフィックカードでも、PyTorch でこのページと同じステップを計算し、同じコードで手元の2つのモデルも訓練できます。展開して次のように入力します: python3 train.py --steps 3',
  'graduate.patience': '早期終了は含まれません。プロジェクトはすべてのステップを訓練します。',
  'graduate.save': 'プロジェクトを保存（.zip）',
  'graduate.busy': 'モデルとデータを集めています…',
  'graduate.saved': '{name} を保存しました。続きは中の README にあります。',
};
