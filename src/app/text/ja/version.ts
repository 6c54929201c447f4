/** A later version of the page: Japanese. */
import type { version } from '../en/version';

export const versionJa: Readonly<Record<keyof typeof version, string>> = {
  'version.title': 'このページの新しい版が使えます',
  'version.text':
    '都合のよいときに再読み込みしてください。保存された実行、モデル、データは残ります。何もしなくても、このページのタブをすべて閉じると新しい版になります。',
  'version.reload': '再読み込み',
  'version.others':
    'まだ切り替えられません。このページがほかに {others} 個のタブで開かれていて、切り替えるとそこで動かなくなります。それらを閉じてから、もう一度「再読み込み」を押してください。',
  'version.silent': '新しい版から応答がありません。このページのタブをすべて閉じてから、開き直してください。',
};
