/** Words of explanations of terms: `about.X`, and `term.X` where the first screen does not name it. */
export const glossary = {
  'about.distillation':
    'Training a small model, the student, to imitate a larger one, the teacher: not only its answers but its probabilities for every next token.',
  'about.token':
    'The unit that the models read and write: here one character of the task, or a mark such as the end of an answer.',
  'about.specialTokens':
    'Marks that no text contains. Padding (·) fills the space before a short prompt, so that all have one length; start (⊢) precedes the first character. An untrained student proposes them too, and the teacher replaces them.',
  'about.batch':
    'The sequences of one training step. Their gradients are averaged before the student changes.',
  'about.step':
    'One update of the student: a batch is written and checked, the loss is computed, and the optimiser changes the weights once.',
  'about.seed':
    'The number that all random choices of a run follow from: first weights, order of the examples, sampled tokens. The same seed repeats the run; other seeds show how much of a result is chance.',
  'about.nats':
    'The unit of losses and divergences, with the natural logarithm: 1 nat is 1.44 bits. A loss of 0.69 is an even choice between two tokens, on average.',
  'about.greedy':
    'Always taking the most probable next token. No chance is involved: the same model gives the same answer.',
  'about.logits':
    'A model’s raw scores for every possible next token. Softmax turns them into probabilities; differences between logits are ratios of probabilities.',
  'about.acceptance':
    'Accepted ÷ (accepted + replaced) over the response tokens of a step: how often the teacher accepts the student’s proposal. It rises as the student learns.',
  'about.topK':
    'A proposed token is accepted when fewer than K tokens are likelier to the teacher. K = 1 is close to supervised distillation; K as large as the vocabulary is on-policy distillation.',
  'about.nucleus':
    'A variant of the rule, not the paper’s: a proposal is accepted if it lies in the smallest set of likeliest tokens that together reach the probability p.',
  'about.forwardKl':
    'Σ p·(log p − log q) with teacher p and student q. It punishes the student for giving little probability to anything the teacher finds likely.',
  'about.reverseKl':
    'Σ q·(log q − log p). It punishes the student for saying things the teacher finds unlikely, and lets it ignore some of the teacher’s options.',
  'about.jsd':
    'A compromise: both models are compared with their mixture. β sets how much of the teacher is in the mixture.',
  'about.temperature':
    'Sharpens (below 1) or flattens (above 1) the probabilities before a token is drawn. 0 always takes the likeliest.',
  'about.topP':
    'Tokens are drawn only from the likeliest ones that together reach the probability p. 1 cuts nothing.',
  'about.gamma':
    'How many tokens the student drafts before the teacher checks them all in one pass. It changes the speed, not the text.',
  'about.accuracy':
    'The share of held-out examples whose class the model gives the highest probability. k-NN on pixels, a line on tasks of pictures, learns nothing: it takes the class of the 10 most similar of all 4,000 training pictures, labels included.',
  'about.knn':
    'The share of held-out pictures whose class the 10 nearest of 1,000 training pictures vote for, by the cosine of the model’s states. No weight is trained by these labels. The moving average is a second model, which the method keeps.',
  'about.meanIou':
    'Intersection over union: of each class, the patches where it is right and answered, over those where it is right or answered. The mean over the background and the ten digits, from 0 to 100%: a class that is never found costs as much as any other.',
  'about.patchAccuracy':
    'The share of the patches whose class is right. Two thirds of them are background, so an answer without any digit has about 67%.',
  'about.exactMatch':
    'The share of held-out prompts answered correctly to the last character, decoding greedily.',
  'about.chrf':
    'How many runs of 1 to 6 characters the answer shares with the reference, from 0 to 1. It moves long before exact match does.',
  'about.rougeL':
    'How long a sequence of words, gaps allowed, the answer shares with the reference, from 0 to 1 (1 when they are the same).',
  'about.phonemeErrorRate':
    'How many phones would have to be inserted, deleted or replaced to correct the answers, for every phone of the references. Lower is better.',
  'about.partialResults': 'The share of the running sums that are right, also where the whole answer is not.',
  'term.onPolicy': 'On-policy KD',
  'about.onPolicy':
    'The student writes the whole training text itself, uncorrected. A poor student then learns from poor text.',
  'term.supervised': 'Supervised KD',
  'about.supervised':
    'The training text comes from the data. The student never sees the mistakes it would make on its own.',
  'about.skd':
    'The student proposes each token, the teacher replaces the ones it finds too unlikely, and the student learns from the mixed text (arXiv 2410.11325).',
  'about.student': 'The smaller transformer that is being trained here, in your browser.',
  'about.teacher':
    'A larger transformer, trained beforehand and frozen. It judges every token and sets the target.',
  'about.loss':
    'The average over response tokens of the divergence between the teacher’s and the student’s next-token probabilities, in nats. Lower is closer. SFT has no teacher: its loss is the cross-entropy of the data’s own tokens.',
  'about.lossTerms':
    'The terms whose weighted sum is the loss. Attention: how far the student’s attention is from the teacher’s, as the KL divergence averaged over heads and rows. Hidden states: 1 − the cosine between both models’ states, or of a hint the mean square of their difference. Attention transfer compares energies instead. Beside the terms stand what a method trains with the student: the CE of a peer or of an ensemble, the drift of the teacher from where it began (KL), the loss in an exam before and after the student’s step, and how often a discriminator tells both models apart. In self-distillation, gauges of collapse stand in a chart of their own: at 0, every picture has the same prototype (entropy), the teacher says the same of all (KL), or all states point one way (spread).',
  'about.sft':
    'Supervised fine-tuning: before distillation the student is trained on other examples with plain cross-entropy, so that it starts from something.',
  'about.adamw':
    'The optimiser: it turns gradients into steps of a suitable size per weight and shrinks the weights a little each time.',
  'about.overlap':
    'Σ min(p, q): how much probability teacher and student share at a token, from 0 to 1, averaged over the step’s response tokens.',
  'about.position':
    'The acceptance rate at each place in the answer, over roughly the last ten steps. Shorter answers make late places rarer.',
  'about.heldOut':
    'Prompts set aside before training. Scores on them show what was learned rather than memorised.',
  'term.split': 'Held-out set',
  'about.split':
    'Neither was trained on. Choose settings by the validation prompts; keep the test prompts for final numbers, which choosing by them would flatter.',
  'about.cutOff':
    'The share of answers that reached the longest length before the model wrote its end token.',
  'about.distinctN':
    'Different runs of n characters among all answers, divided by all runs of n characters (Li et al. 2016). It depends on the amount of text: compare teacher and student, not different evaluations.',
  'about.entropy':
    'How undecided the model is about the next token, in nats, averaged over the tokens of its own answers at temperature 1. 0 means no doubt at all.',
  'term.identical': 'Identical answers',
  'about.identical':
    'The share of prompts that teacher and student answer with the same text, right or wrong. When they sample, both use the same random numbers.',
  'term.topOne': 'Top-1 token agreement',
  'about.topOne':
    'The share of tokens of the reference answers at which both models find the same token most probable.',
  'term.klToTeacher': 'KL(teacher‖student)',
  'about.klToTeacher':
    'The forward KL divergence at each token of the reference answers, in nats, averaged. 0 means the same probabilities.',
  'term.jsdToTeacher': 'Jensen–Shannon divergence',
  'about.jsdToTeacher':
    'How far both models are from their even mixture, at each token of the reference answers, in nats, averaged. At most 0.69.',
  'term.interval': '95% interval',
  'about.interval':
    'How far off a number may be because only some prompts were asked: Wilson’s interval for shares of answers, a bootstrap over prompts for averages. Scores of a whole corpus have none.',
  'about.speed':
    'Response tokens trained on per second over the last few steps, sampling and checking included.',
} as const;
