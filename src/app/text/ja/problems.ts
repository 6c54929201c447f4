/** 問題を伝える文: 何が起きたか、どうすればよいか。 */
import type { ProblemCode } from '../../../errors/problems';

export const PROBLEMS_JA: Readonly<Record<ProblemCode, string>> = {
  'prompt-too-long': 'プロンプトは {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'response-too-long': '応答は {length} 文字ありますが、使えるのは {limit} 文字までです。',
  'out-of-memory': 'メモリが足りなくなりました（{message}）。バッチか生徒を小さくしてください。',
  unexpected: '予期しないことが起きました: {message}。もう一度開始してください。設定は残っています。',
};
