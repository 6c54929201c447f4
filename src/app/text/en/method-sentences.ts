/** What each method does, in one sentence; that of the first screen's method is in controls.ts. */
export const methodSentences = {
  'method.sft.about':
    'The student learns the correct answers of the data set; the teacher has no part in it.',
  'method.hinton-kd.about':
    'The student learns the correct token and the teacher’s softened distribution at once, on the data set.',
  'method.supervised-kd.about':
    'The student learns the teacher’s distribution at every token of the data set.',
  'method.seqkd.about':
    'The teacher answers every training prompt once, and the student is fine-tuned on these answers.',
  'method.phi.about':
    'First a textbook, the teacher’s text on fresh prompts like those of training; then exercises, the training pairs whose answers the teacher finds likeliest.',
  'method.on-policy-kd.about':
    'The student writes the text, and learns the teacher’s distribution at its own tokens.',
  'method.gkd.about':
    'Each sequence is the student’s own with probability λ, else the data set’s; the loss is a generalised JSD unless you choose another divergence.',
  'method.imitkd.about':
    'Training begins on the data set, whose share falls exponentially until nearly every sequence is the student’s own.',
  'method.skd-mixed.about': 'Each sequence is either interleaved as in SKD or taken from the data set.',
  'method.two-stage.about':
    'First supervised KD on the data set, then on-policy KD on the student’s own text.',
  'method.distillm.about':
    'Skew KL on the data and on new or replayed text of the student, whose share rises whenever the validation loss does.',
  'method.adaswitch.about':
    'The student writes until it strays from the teacher, who then finishes the sequence.',
  'method.selectkd.about':
    'Tokens count fully where the teacher’s top K holds what the student would have said, and next to nothing elsewhere.',
  'method.adakd.about':
    'Hard tokens get a low loss temperature and easy ones a high one, and the loss keeps only the hardest.',
  'method.cmkd.about':
    'The student matches the shape of the teacher’s scores: their correlation and the order of the best.',
  'method.ckd.about':
    'The student learns how the teacher’s inner states differ from token to token, beside the correct answers.',
  'method.rdd.about':
    'First the tokens on which the teacher is settled count, then those that only one of the two models gets right.',
  'method.rdd-labels.about':
    'The teacher’s probabilities count everywhere; labels count first where the teacher is settled, then where only one of the two models is sure of them.',
  'method.internal-kd.about':
    'The student learns to attend where the teacher attends and to think as it thinks, in every layer, beside its distributions.',
  'method.internal-pid.about':
    'One layer after the other, from the bottom up, learns the teacher’s attention and hidden states; the teacher’s distributions come last.',
  'method.internal-sid.about':
    'From the bottom up, layer is added to layer until all match the teacher’s attention and hidden states; its distributions come last.',
  'method.fitnet.about':
    'The student’s middle layer learns to predict that of the teacher through a learned map, beside labels and soft targets.',
  'method.attention-transfer.about':
    'In each layer, the student’s states become large at the same places as the teacher’s, beside the labels.',
  'method.fsp.about':
    'The student learns how the teacher’s states change from one layer to the next, as products of the two, beside the labels.',
  'method.similarity-preserving.about':
    'Examples of the batch that are alike to the teacher become alike to the student, beside the labels.',
  'method.rkd.about':
    'The student keeps the distances and angles between the teacher’s states of the examples of the batch, beside the labels.',
  'method.kdiga.about':
    'Beside labels and soft targets, the student’s gradients with respect to the pixels learn to be the teacher’s, so that a robust teacher’s robustness comes along. Without one it evens the student out.',
  'method.bss.about':
    'Beside labels and soft targets, the student learns what the teacher says of pictures moved until its answer has just changed, so that the borders between classes come along.',
  'method.taid.about': 'The target walks from the student’s own distribution to the teacher’s.',
  'method.todi.about':
    'Forward KL lifts what the student gives too little, reverse KL pushes down what it gives too much.',
  'method.abkd.about': 'One divergence with two powers, α and β, holds forward and reverse KL as corners.',
  'method.amid.about':
    'The teacher is compared with a go-between of both distributions, and α says what kind of average it is.',
  'method.lelp.about':
    'Each class is split by what the teacher’s states hold beyond its answer; the student learns the parts, without labels.',
  'method.veto.about':
    'On the student’s own text, its distribution damps the target at first, and ever less until the teacher’s is left.',
  'method.opd-gradient.about':
    'The student writes, and each of its tokens is rewarded by how much more probable the teacher finds it: reverse KL with more noise.',
  'method.iw-opd.about':
    'The same policy gradient; tokens count more before the two models have disagreed much.',
  'method.eopd.about':
    'The same policy gradient, and forward KL where the teacher is undecided, so that its choices stay open.',
  'method.tip.about': 'Reverse KL on the half of the student’s tokens where it is unsure, or sure and wrong.',
  'method.distillm-2.about': 'Skew KL pulls the student up on the data and pushes it down on its own text.',
  'method.fixed-advantage.about':
    'The policy gradient with one constant in the teacher’s place: what changes without any teacher. Give the student a warm start.',
  'method.ssd.about':
    'The student is fine-tuned on its own text, cut to its likelier tokens; the teacher has no part in it. Give it a warm start.',
  'method.dml.about':
    'Two students learn the data and each other’s distributions in turn; there is no teacher.',
  'method.one.about':
    'Several copies of the student’s upper half stand on one lower half and learn from their ensemble; there is no teacher, and the first of these branches is the student.',
  'method.okd.about':
    'A small module on the frozen teacher is trained with the student, so that the teacher’s distribution comes to meet it.',
  'method.ikd.about':
    'The teacher is trained, too: after each step the student sits an exam, and the teacher learns what would have helped.',
  'method.lw-kd.about':
    'A tiny teacher knows drawn glyphs of the classes and no picture; the student learns what it says of a glyph of each picture’s class, and to pass for it. In effect, label smoothing that varies.',
  'method.dino.about':
    'The student learns from one view of a picture what a moving average of itself says of another view; labels train the class head alone.',
  'method.dino-distil.about':
    'The student learns, from each view of a picture, which prototypes of the teacher’s states another view belongs to; labels train the class head alone.',
  'method.custom.about': 'You choose the sampler, the loss, the token weight and what changes.',
} as const;
