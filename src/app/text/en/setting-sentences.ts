/** What each setting does, in one sentence. */
export const settingSentences = {
  'setting.seed.about':
    'Fixes every random number of the run: the same seed and settings give the same run again.',
  'setting.task.about': 'What the teacher knows and the student has to learn.',
  'setting.ownData.about':
    'Which of the data sets kept in this browser the task is made of. Links name it by its fingerprint; they never contain it.',
  'setting.labels.about':
    'How many of the training examples have a label. Cross-entropy sees these alone, the teacher’s soft targets all examples; a method without a teacher trains on the labelled ones only.',
  'setting.labelNoise.about':
    'The share of the training examples whose label is drawn anew from all classes. The teacher had the right ones.',
  'setting.imbalance.about':
    'What the last class keeps of its training examples; the classes before it keep more, the first all. 1 leaves them as they are.',
  'setting.trainSize.about':
    'How many different prompts the student trains on; the methods differ most when there are few.',
  'setting.teacher.about':
    'The model that the student learns from: the one that comes with the task, one that was stopped early, or one of your own.',
  'setting.ownTeacher.about': 'Which of your own models teaches, by the number that links call it.',
  'setting.start.about':
    'Random ones, or those of the teacher: then both are the same model, and distillation has nothing left to do.',
  'setting.ownStudent.about':
    'Random weights, the teacher itself, or one of your own models; a model also decides the student’s size.',
  'setting.studentWidth.about':
    'Numbers in the vector that the student keeps for each token; it must be a multiple of the number of heads.',
  'setting.studentLayers.about': 'Transformer blocks of the student, one after the other.',
  'setting.studentHeads.about': 'Attention patterns that each layer computes side by side.',
  'setting.sftSteps.about':
    'Steps of supervised fine-tuning on correct answers before distillation begins; 0 starts from random weights.',
  'setting.sftExamples.about':
    'Examples with correct answers for the warm start; none of them is among the training prompts.',
  'setting.sftBatchSize.about': 'Examples in one step of the warm start.',
  'setting.sftLearningRate.about': 'How far one step of the warm start moves the weights.',
  'setting.method.about': 'Who writes the text that the student is trained on, and what it learns from it.',
  'setting.topK.about':
    'A token that the student proposes stays when fewer than K tokens are more probable to the teacher; otherwise the teacher replaces it.',
  'setting.acceptance.about':
    'How the teacher decides whether a proposed token stays; top-K is the rule of the SKD paper.',
  'setting.acceptanceTopP.about':
    'With the nucleus rule, a token stays when it is among the teacher’s most probable tokens that add up to this probability.',
  'setting.blockSize.about':
    'Tokens that the student drafts before the teacher checks them together; it changes the speed, not the text.',
  'setting.responseLimit.about': 'Tokens after which a response is cut off.',
  'setting.studentTemperature.about':
    'How freely the student samples its proposals; 0 always takes its most probable token.',
  'setting.studentTopP.about':
    'The student samples only from its most probable tokens that add up to this probability; 1 allows every token.',
  'setting.teacherTemperature.about':
    'How freely the teacher samples its tokens; 0 always takes its most probable token.',
  'setting.teacherTopP.about':
    'The teacher samples only from its most probable tokens that add up to this probability; 1 allows every token.',
  'setting.divergence.about':
    'How the distance between the teacher’s and the student’s distribution is measured at every token.',
  'setting.jsdBeta.about':
    'Weight of the teacher in the mixture of the generalised Jensen–Shannon divergence; it leans to forward KL near 0 and to reverse KL near 1.',
  'setting.lossTemperature.about':
    'Above 1, both distributions are flattened inside the loss, so that improbable tokens count more.',
  'setting.sampler.about': 'Who writes the sequences that the student is trained on.',
  'setting.loss.about': 'What the student is made to lower at every token.',
  'setting.tokenWeight.about': 'Which tokens count in the loss, and how much.',
  'setting.methodSchedule.about': 'What the method changes during training.',
  'setting.teacherText.about':
    'Whether the teacher’s answers to the training prompts are its most probable ones or sampled at its temperature.',
  'setting.mixture.about':
    'How probable it is that a sequence comes from the sampler and not from the data set (λ in GKD); 0 and 1 are the pure cases.',
  'setting.mixtureFinal.about':
    'The share at the end of the run; it moves there linearly, or in ImitKD by an exponential decay of the data’s share.',
  'setting.topKFinal.about': 'K moves in equal steps to this value at the end of the run.',
  'setting.stageFraction.about': 'The fraction of the steps that the first of the two stages takes.',
  'setting.exerciseShare.about':
    'The share of the training pairs that the second stage keeps: those whose answers the teacher finds likeliest, token by token. 1 keeps all.',
  'setting.switchFactor.about':
    'The teacher takes over where the two models differ more than κ times their average difference over the last tokens.',
  'setting.skewAlpha.about':
    'A skew divergence compares one distribution with a mixture of both; α is its own share of the mixture, which keeps gradients tame where the student is far off.',
  'setting.abAlpha.about':
    'Power of the teacher’s probabilities in the α-β divergence; α = 1, β = 0 is the forward KL.',
  'setting.abBeta.about':
    'Power of the student’s probabilities in the α-β divergence; α = 0, β = 1 is the reverse KL.',
  'setting.assistantAlpha.about':
    'How the go-between averages both distributions: −1 arithmetically, 1 geometrically, 3 harmonically.',
  'setting.targetStart.about': 'Where the target begins between the student (0) and the teacher (1).',
  'setting.vetoStrength.about':
    'Power of the student’s own distribution in the target; 0 leaves the teacher’s alone.',
  'setting.lossTemperatureFinal.about':
    'The loss temperature moves in equal steps to this value at the end of the run.',
  'setting.softTargetWeight.about':
    'How much the teacher’s distribution counts against the correct token: 0 is plain fine-tuning, 1 is the teacher alone.',
  'setting.auxiliaryWeight.about':
    'How much the added term counts beside the cross-entropy and the soft targets.',
  'setting.branches.about':
    'How many upper halves stand on the student’s lower half, its own among them; with 1 it learns from labels alone.',
  'setting.feedbackWeight.about':
    'How much the teacher’s part that is trained counts how far it is from the student.',
  'setting.teacherRate.about':
    'The learning rate of the teacher that is trained, as a share of the student’s.',
  'setting.examShare.about':
    'The share of the labelled training examples that the student is examined on and does not learn from.',
  'setting.correlationTop.about':
    'The student learns the order of this many of the teacher’s most probable tokens.',
  'setting.attentionWeight.about':
    'How much it counts in each layer that the student attends to the same places as the teacher.',
  'setting.hiddenWeight.about':
    'How much it counts in each layer that the student’s hidden states point the same way as the teacher’s.',
  'setting.layerMap.about':
    'Which layer of the teacher each layer of the student is matched with; the automatic map spreads them evenly and matches the last with the last.',
  'setting.stepsPerLayer.about':
    'How long each layer’s turn lasts; with 0, every layer and the teacher’s distributions at the end have equal shares of the run.',
  'setting.rejectedWeight.about':
    'What a token still counts where the teacher does not accept the student’s choice; 0 leaves it out.',
  'setting.keepFraction.about':
    'Only this fraction of the tokens, the hardest ones, counts in the loss; where the method adapts it, this is its start.',
  'setting.earlyWeight.about':
    'How much more the first token of a sequence counts than the last; 0 counts all the same.',
  'setting.forkEntropy.about': 'A token is a fork where the teacher’s entropy is above this.',
  'setting.subclasses.about': 'How many subclasses of each class the student learns.',
  'setting.subclassSharpness.about':
    'How far the most fitting subclass stands out from the others; 0 makes them equal.',
  'setting.prototypes.about':
    'How many prototypes views are told apart by; more than a batch has views cannot all be used.',
  'setting.prototypeCentring.about':
    'What keeps the teacher from giving every view the same prototype: a running centre is taken off its scores, or the prototypes share each batch evenly. With neither, watch the gauges of collapse.',
  'setting.targetTemperature.about':
    'Temperature of the teacher’s distribution over prototypes: lower is sharper, and keeps all prototypes from becoming equally probable.',
  'setting.prototypeTemperature.about': 'Temperature of the student’s distribution over prototypes.',
  'setting.teacherMomentum.about':
    'How much of itself the moving average keeps in a step, at the start of the run; it rises to 1, where the teacher stands still.',
  'setting.localCrops.about':
    'Small crops of each picture that the student sees beside two large ones; the teacher sees the large ones alone.',
  'setting.cropShare.about':
    'The share of a picture that a large crop shows at least and a small one at most.',
  'setting.maskedPatchWeight.about':
    'How much it counts what the student says of patches that are hidden from it and that the teacher sees; 0 hides none.',
  'setting.koleoWeight.about':
    'How much it counts that each picture’s state keeps away from its nearest neighbour in the batch; 0 leaves it out.',
  'setting.fixedAdvantage.about':
    'The reward of every token, whatever it is: below 0 the student is told that all it writes is bad.',
  'setting.steps.about': 'Distillation steps of the whole run.',
  'setting.batchSize.about': 'Sequences in one distillation step.',
  'setting.learningRate.about': 'How far one distillation step moves the weights, at its highest.',
  'setting.warmUpSteps.about': 'Steps over which the learning rate rises from 0 to its highest value.',
  'setting.schedule.about': 'What the learning rate does after the warm-up.',
  'setting.finalRateFraction.about': 'The cosine schedule ends at this fraction of the learning rate.',
  'setting.weightDecay.about': 'How strongly AdamW pulls the weight matrices towards zero.',
  'setting.clipNorm.about':
    'Longest gradient that a step may use; a longer one is scaled down to it, and 0 turns this off.',
  'setting.evaluateEvery.about': 'Steps between two tests of the student on held-out prompts.',
  'setting.evaluatePrompts.about':
    'Held-out prompts in each test: more give a steadier figure and take longer.',
  'setting.patience.about':
    'Ends the run when the score on held-out prompts has not improved in this many evaluations: exact match, or the task’s main score for summaries, phonemes and running text; 0 turns this off.',
} as const;
