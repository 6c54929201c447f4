/** Names of columns: which say that a column holds prompts or responses, and which are names of languages. */

/** Meanings of column names, the clearest first; names in several languages with one meaning are grouped. */
const PROMPT_WORDS = {
  prompt: 'prompt プロンプト 提示词 프롬프트 anweisung consigne подсказка',
  instruction: 'instruction task 指示 指令 命令 지시',
  question:
    'question q query 質問 問題 問い 设问 问题 問題文 질문 문제 frage pregunta domanda pergunta vraag вопрос pytanie soru سؤال प्रश्न',
  input: 'input 入力 输入 輸入 입력 eingabe entrée entrada ввод',
  source: 'source src original 原文 源文 원문 quelle quelltext fuente исходный',
  text: 'text review tweet document article passage story body content 文章 本文 テキスト 正文 文本 본문 texte texto testo текст',
  sentence: 'sentence 文 例文 句子 문장 satz phrase frase предложение',
  word: 'word vocab vocabulary 単語 語 词 单词 단어 wort mot palabra parola palavra слово słowo',
  term: 'term headword key lemma 用語 术语 용어 begriff terme término termine',
  front: 'front clue 表 正面 앞면 vorderseite recto',
  from: 'from von',
  problem:
    'problem expression equation exercise request utterance 課題 aufgabe exercice problème problema задача',
} as const;

const RESPONSE_WORDS = {
  response: 'response reply 応答 返答 返信 回复 응답 reaktion',
  output: 'output 出力 输出 輸出 출력 ausgabe sortie salida вывод',
  answer:
    'answer a 回答 答え 解答 答案 답 답변 정답 antwort réponse respuesta risposta resposta antwoord ответ odpowiedź cevap جواب उत्तर',
  completion: 'completion continuation 続き',
  target: 'target tgt trg 訳文 译文 번역문 ziel cible',
  chosen: 'chosen',
  solution: 'solution 解法 解 lösung solución soluzione решение',
  translation: 'translation 訳 翻訳 翻译 번역 übersetzung traduction traducción traduzione tradução перевод',
  definition:
    'definition meaning explanation 意味 定義 説明 意思 释义 定义 뜻 의미 bedeutung erklärung signification définition significado significato значение',
  summary: 'summary highlights abstract 要約 摘要 요약 zusammenfassung résumé resumen riassunto',
  label: 'label class category sentiment emotion intent ラベル 标签 라벨',
  back: 'back 裏 背面 뒷면 rückseite verso',
  result: 'result value 結果 结果 결과 ergebnis résultat resultado',
  to: 'to nach',
} as const;

const CHAT_WORDS = { user: 'user human', assistant: 'assistant gpt bot model' } as const;

export type PromptConcept = keyof typeof PROMPT_WORDS;
export type ResponseConcept = keyof typeof RESPONSE_WORDS;
export type Concept = PromptConcept | ResponseConcept | keyof typeof CHAT_WORDS;

const keysOf = <K extends string>(words: Readonly<Record<K, string>>): readonly K[] =>
  Object.keys(words) as K[];

export const PROMPT_CONCEPTS = keysOf(PROMPT_WORDS);
export const RESPONSE_CONCEPTS = keysOf(RESPONSE_WORDS);

const CONCEPTS: ReadonlyMap<string, Concept> = new Map(
  [PROMPT_WORDS, RESPONSE_WORDS, CHAT_WORDS].flatMap((words) =>
    Object.entries<string>(words).flatMap(([concept, list]) =>
      list.split(' ').map((word): [string, Concept] => [word, concept as Concept]),
    ),
  ),
);

/** Parts of names of columns that number, date or sort their rows. */
const ABOUT_ROWS = new Set(
  'id ids uid uuid guid idx index row nr no num number type kind count score rating date time timestamp year url link page file filename hash lang language license author tag tags note notes meta metadata comment comments 番号 行 日付 備考 编号 번호 nummer numéro número дата'.split(
    ' ',
  ),
);
/** Parts that add nothing to the name before or after them. */
const FILLERS = new Set('text texts string str sentence column col field content lang language'.split(' '));

/** A key around the record proper, as data set servers have it: `row.prompt`. */
const CONTAINER = /^(?:row|item|example|record|data|fields)\./;

const LONGEST_NAME = 60;

/** The words of a name: `Input_Text`, `inputText` and `input.text` have the same two. */
const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFKC')
    .replace(/^[#\s"']+|["'\s:]+$/g, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[\s_./-]+/u)
    .map((word) => word.replace(/(?<=\p{L})\d+$/u, ''))
    .filter((word) => word !== '');

const conceptOfWord = (word: string): Concept | null =>
  CONCEPTS.get(word) ?? CONCEPTS.get(word.replace(/(?<=..)s$/, '')) ?? null;

/** Role of a column by its name; null for an unknown name. */
export function conceptOf(fullName: string): Concept | null {
  const name = fullName.replace(CONTAINER, '');
  if (name.length > LONGEST_NAME) return null;
  const words = wordsOf(name);
  if (words.length === 0 || words.length > 4) return null;
  const whole = conceptOfWord(words.join(' ')) ?? (words.length === 1 ? null : conceptOfWord(words.join('')));
  if (whole) return whole;
  if (words.length > 1 && words.some((word) => ABOUT_ROWS.has(word) && !FILLERS.has(word))) return null;
  const telling = words.filter((word) => !FILLERS.has(word) && !/^[a-z]{2}$/.test(word));
  return conceptOfWord(telling.at(-1) ?? '') ?? conceptOfWord(words[0] ?? '');
}

export const isPrompt = (concept: Concept | null): concept is PromptConcept | 'user' =>
  concept === 'user' || PROMPT_CONCEPTS.some((known) => known === concept);
export const isResponse = (concept: Concept | null): concept is ResponseConcept | 'assistant' =>
  concept === 'assistant' || RESPONSE_CONCEPTS.some((known) => known === concept);

/** Whether a column of this name is about its rows: a number, a date, a remark. */
export const isAboutRows = (name: string): boolean =>
  wordsOf(name.replace(CONTAINER, '')).some((word) => ABOUT_ROWS.has(word));

/** Languages in whose words the names of languages are known. */
const NAMED_IN = 'en de fr es it pt nl sv da nb fi pl cs hu ro tr ru uk el ja zh ko ar he hi vi id'.split(
  ' ',
);
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

let languages: ReadonlyMap<string, string> | null = null;

/** Codes (ISO 639-1) by the names of languages, from the browser's own tables. */
function languageNames(): ReadonlyMap<string, string> {
  if (languages) return languages;
  const names = new Map<string, string>();
  const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter((code) => english.of(code));
  for (const locale of [...NAMED_IN, ...codes]) {
    const inLocale = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' });
    for (const code of NAMED_IN.includes(locale) ? codes : [locale]) {
      const name = inLocale.of(code)?.toLowerCase();
      if (name && !names.has(name)) names.set(name, code);
    }
  }
  languages = names;
  return names;
}

/** The code of two letters for a code of two or three (ISO 639-1, 639-2); null for other words. */
function codeOf(word: string): string | null {
  if (!/^[a-z]{2,3}$/.test(word)) return null;
  const [code = ''] = Intl.getCanonicalLocales(word);
  return [...languageNames().values()].includes(code) ? code : null;
}

/** The code of the language that a name names, in full or by its code; null for other names. */
export function languageOf(name: string): string | null {
  const words = wordsOf(name).filter((word) => !FILLERS.has(word));
  const [first = ''] = words;
  const full = languageNames().get(words.join(' '));
  if (full) return full;
  if (words.length > 2) return null;
  const [code, region] = [codeOf(first), codeOf(words[1] ?? '')];
  if (words.length === 1) return code;
  // `text_en`, `translation.de`; `en-US` and `en_GB`.
  if (!code) return region;
  return /^[a-z]{2}$/.test(words[1] ?? '') ? code : null;
}

/** Whether a name looks like a variable of a program: `source_lang`, `targetText`, `sentence1`. */
export const isIdentifier = (name: string): boolean =>
  /^[A-Za-z]+(?:_[A-Za-z0-9]+)+$|^[a-z]+[A-Z]\w*$|^[A-Za-z]{3,}\d$/.test(name.trim());
