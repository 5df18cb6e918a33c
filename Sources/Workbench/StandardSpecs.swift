// Made by tools/embed-specs from specs/token_classification. DO NOT EDIT: change those files and run it.

/// The specs that `download_specs` writes.
public enum StandardSpecs {
  /// Names and texts of the files.
  public static let files: [(name: String, text: String)] = [
    (
      "dataset_convert.yaml",
      ##"""
      # dataset_convert: IOB/CoNLL column files -> text and labels files, label_ids.csv, label statistics

      # Folder with the column files
      source_data_dir: ???

      # Folder for the results
      target_data_dir: ???

      # Files of source_data_dir to convert
      list_of_file_names: ['train.txt', 'dev.txt']

      # The one among them whose labels get the ids
      train_file_name: 'train.txt'

      # Longest example in words; -1 leaves sentences as they are
      max_length: -1

      # How rows are read
      separator: automatic    # automatic, tab, spaces, whitespace (as Python's split)
      word_column: 1          # from 1; negative numbers count from the end
      label_column: -1
      comment_prefix: null    # lines that begin so are no rows, such as '# '
      spaces_in_words: null   # what replaces white space inside a word; null refuses it
      empty_words: null       # what replaces a missing word; null refuses it
      ragged_rows: false      # whether rows may have more or fewer columns than the first

      exp_manager:
        task_name: dataset_convert
        explicit_log_dir: ./          # -r on the command line

      # Taken on every task; there is nothing to encrypt in this one
      encryption_key: null

      # What becomes of labels: a type stands for its B- and I- labels, null makes words O, for example {PER: PERSON, MISC: null}; or
      # the path of a YAML file with such a map.
      label_map: null

      """##
    ),
    (
      "evaluate.yaml",
      ##"""
      # evaluate: scores of a trained model on labelled data

      # The trained model; -m on the command line
      restore_from: trained-model.tlt

      # Folder with the text and labels files
      data_dir: ???

      # In place of data_dir: a corpus store (gloss corpus import). The splits are those of training_ds, validation_ds, test_ds
      # (key split; by default train, dev, dev).
      corpus: null
      corpus_name: default
      corpus_state: null              # a snapshot's name or a change's number; null: as the corpus is now
      corpus_layer: null              # the layer with the labels; null: the first

      test_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64                # sentences that the mean loss is taken over
        shuffle: false                # the scores are the same in any order
        num_samples: -1               # the first so many sentences; -1 for all
        drop_last: false              # every word is scored

      # How mentions are decoded: viterbi (no I- that continues nothing) or argmax (each word by itself, as TAO)
      decoding: viterbi

      # What the model is computed in: fp32, bf16, int8 (an archive of gloss quantize; close calls again), or auto, as gloss tag chooses
      precision: fp32

      # Folder for infer_<text_file> with all labels and predictions, and for the picture; null: the results folder, and only if
      # there is a picture
      output_dir: null
      add_confusion_matrix: false     # a second report in scikit-learn's layout, and the confusion matrix as SVG and PNG
      normalize_confusion_matrix: true  # each row as shares of its sum
      add_reliability: false          # how often scores are right, by bins; precision targets on this data; pictures (SVG)

      trainer:
        workers: null                 # threads that compute; null: one a core
        gpus: 1                       # -g on the command line; 0 or 1, the processor's cores do the work either way
        limit_test_batches: 1.0       # an integer counts batches, a number with a point is a share (1.0 is all)

      exp_manager:
        task_name: evaluate
        explicit_log_dir: ./          # -r on the command line

      # Passphrase of restore_from; better given with -k, --key-file or GLOSS_KEY
      encryption_key: null

      # What becomes of labels: a type stands for its B- and I- labels, null makes words O, for example {PER: PERSON, MISC: null}; or
      # the path of a YAML file with such a map.
      label_map: null

      """##
    ),
    (
      "export.yaml",
      ##"""
      # export: a trained model -> a form that other programs read

      # The trained model; -m on the command line
      restore_from: trained-model.tlt

      # RIVA: a tar with the ONNX graph, NeMo's model_config.yaml, the vocabulary and the labels
      # ONNX: the graph alone: inputs input_ids, attention_mask, token_type_ids (int64, [batch, time]), output logits
      # HF:   a folder that Hugging Face transformers loads as BertForTokenClassification (heads of one layer only)
      export_format: RIVA

      # The file (for HF: the folder) to write; a relative path lies in the results folder.
      # null: exported-model.riva, exported-model.onnx or exported-model-hf
      export_to: null

      exp_manager:
        task_name: export
        explicit_log_dir: ./          # -r on the command line

      # Passphrase of restore_from; better given with -k, --key-file or GLOSS_KEY. What is exported is not encrypted.
      encryption_key: null

      """##
    ),
    (
      "finetune.yaml",
      ##"""
      # finetune: a trained tagger and a labelled corpus -> the same tagger, trained further
      # Tokenizer, encoder, head and labels come with the model; `model.*` keys are refused.

      # The trained model; -m on the command line
      restore_from: trained-model.tlt

      trainer:
        max_epochs: 5                 # null where max_steps ends the training
        min_epochs: 0                 # epochs that early stopping waits for
        max_steps: null               # optimizer steps at most; null for no limit
        gradient_clip_val: 0.0        # largest gradient norm; 0 does not clip
        gradient_clip_algorithm: norm # the global L2 norm; the one there is
        accumulate_grad_batches: 1    # batches whose gradients make one optimizer step
        # Parts of the data: an integer counts batches, a number with a point is a share (1.0 is all)
        limit_train_batches: 1.0
        limit_val_batches: 1.0
        limit_test_batches: 1.0       # of evaluate
        val_check_interval: 1.0       # validation after this share of an epoch, or so many batches
        check_val_every_n_epoch: 1
        num_sanity_val_steps: 2       # batches of validation before the first step; -1 for all
        log_every_n_steps: 50
        # workers: 2                  # threads that compute; without this line one a core
        gpus: 1                       # -g on the command line; 0 or 1, the processor's cores do the work either way
        precision: 32                 # 32-bit floats; the one there is
        # One process on one machine does the work; for more speed raise workers
        num_nodes: 1
        num_processes: 1
        devices: 1

      # Folder with the text and labels files
      data_dir: ???

      # In place of data_dir: a corpus store (gloss corpus import). The splits are those of training_ds, validation_ds, test_ds
      # (key split; by default train, dev, dev).
      corpus: null
      corpus_name: default
      corpus_state: null              # a snapshot's name or a change's number; null: as the corpus is now
      corpus_layer: null              # the layer with the labels; null: the first

      # Every label of the data must be one of the model's. Others are renamed or dropped here: a type stands for its B- and
      # I- labels, null makes words O. For example {PER: PERSON, MISC: null}
      label_map: null

      # weighted_loss, none, or null: as the model was trained
      class_balancing: null

      finetuning_ds:
        text_file: text_train.txt
        labels_file: labels_train.txt
        batch_size: 64
        shuffle: true                 # a new order every epoch, decided by the seed
        num_samples: -1               # the first so many sentences; -1 for all
        drop_last: false              # true leaves out a last batch that is not full

      validation_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64
        shuffle: false                # the scores are the same in any order
        num_samples: -1
        drop_last: false

      optim:
        # adam, adamw, sgd, adagrad, adadelta, adamax, rmsprop, rprop, novograd, adafactor; each takes its constructor's keys
        name: adam
        lr: 1e-5
        weight_decay: 0.00            # of adam: added to the gradient; of adamw: decoupled
        # What adam and adamw take besides; other optimizers have keys of their own
        # betas: [0.9, 0.999]
        # eps: 1e-8
        # amsgrad: false
        # Not in TAO:
        freeze_embeddings: false      # true: the tables of words, positions and segments stay as they are
        freeze_layers: 0              # so many layers from the input stay as they are
        layerwise_decay: 1.0          # each layer's rate is this times that of the one above it
        no_decay_on_bias_and_norm: false

        # Without a schedule the rate is constant; train.yaml has one
        sched: null

      # Where results go, which checkpoints are kept, and how a run goes on
      exp_manager:
        explicit_log_dir: null        # -r on the command line; null: exp_dir/name/version
        exp_dir: null                 # null: nemo_experiments in the working folder
        name: finetuned-model
        version: null                 # null: the time, or version_<n> where use_datetime_version is false
        use_datetime_version: true
        resume_if_exists: true        # go on from checkpoints of an earlier run in the same folder
        resume_past_end: false        # true: also from a run that had ended
        resume_ignore_no_checkpoint: true  # begin anew where there is nothing to go on from
        resume_if_changed: false      # true: go on although data or spec have changed
        resume_from_checkpoint: null  # a checkpoint of another place
        create_tensorboard_logger: false
        create_checkpoint_callback: true
        checkpoint_every_n_seconds: 60  # the last state is also saved between validations; 0 does not
        checkpoint_every_n_steps: null
        checkpoint_callback_params:
          monitor: val_entity_f1      # val_entity_f1, f1, val_loss and others: what decides which epoch is best
          mode: auto                  # auto, min, max
          verbose: true
          save_last: true
          save_top_k: 3               # so many of the best; -1 for all
          save_weights_only: false
          save_best_model: true       # the model is that of the best epoch, not of the last
          period: 1
          prefix: null                # null: the experiment's name
          postfix: .tlt
          dirpath: null               # null: checkpoints in the results folder
          filename: null
          filepath: null              # dirpath and filename in one
          auto_insert_metric_name: true
        create_early_stopping_callback: false
        early_stopping_callback_params:
          monitor: val_entity_f1
          mode: auto
          patience: 10                # validations without getting better
          min_delta: 0.001
          stopping_threshold: null
          divergence_threshold: null
          strict: true
          check_finite: true
          verbose: true
        files_to_copy: null           # files that the results folder gets copies of

      # The same seed and number of workers give the same bytes; null draws one and logs it
      seed: null

      # Passphrase of the model; better given with -k, --key-file or GLOSS_KEY
      encryption_key: null

      """##
    ),
    (
      "infer.yaml",
      ##"""
      # infer: sentences with their labels in brackets

      # The trained model; -m on the command line
      restore_from: trained-model.tlt

      # The sentences, words separated by spaces; or the path of a file with one sentence a line
      input_batch:
        - 'We bought four shirts from the Nvidia gear store in Santa Clara.'
        - 'Nvidia is a company.'

      # A file with one sentence a line, in place of input_batch (which is null then)
      input_file: null

      # A file for the results, one a line; a relative path lies in the results folder.
      # null: queries and results go to standard output
      output_file: null

      # What the model is computed in: fp32, bf16, int8 (an archive of gloss quantize; close calls again), or auto, as gloss tag chooses
      precision: fp32

      trainer:
        workers: null                 # threads that compute; null: one a core

      exp_manager:
        task_name: infer
        explicit_log_dir: ./          # -r on the command line

      # Passphrase of restore_from; better given with -k, --key-file or GLOSS_KEY
      encryption_key: null

      """##
    ),
    (
      "train.yaml",
      ##"""
      # train: a pretrained BERT encoder and a labelled corpus -> a tagger

      trainer:
        max_epochs: 5                 # null where max_steps ends the training
        min_epochs: 0                 # epochs that early stopping waits for
        max_steps: null               # optimizer steps at most; null for no limit
        gradient_clip_val: 0.0        # largest gradient norm; 0 does not clip
        gradient_clip_algorithm: norm # the global L2 norm; the one there is
        accumulate_grad_batches: 1    # batches whose gradients make one optimizer step
        # Parts of the data: an integer counts batches, a number with a point is a share (1.0 is all)
        limit_train_batches: 1.0
        limit_val_batches: 1.0
        limit_test_batches: 1.0       # of evaluate
        val_check_interval: 1.0       # validation after this share of an epoch, or so many batches
        check_val_every_n_epoch: 1
        num_sanity_val_steps: 2       # batches of validation before the first step; -1 for all
        log_every_n_steps: 50
        # workers: 2                  # threads that compute; without this line one a core
        gpus: 1                       # -g on the command line; 0 or 1, the processor's cores do the work either way
        precision: 32                 # 32-bit floats; the one there is
        # One process on one machine does the work; for more speed raise workers
        num_nodes: 1
        num_processes: 1
        devices: 1

      model:
        tokenizer:
          tokenizer_name: ${model.language_model.pretrained_model_name}
          vocab_file: null            # a vocab.txt in place of the tokenizer's own (WordPiece)
          tokenizer_model: null       # a SentencePiece model, for tokenizer_name: sentencepiece
          # names by role: cls_token, sep_token, pad_token, unk_token, mask_token, bos_token, eos_token; what the vocabulary
          # lacks is added to it, with new rows in the word embeddings
          special_tokens: null
          add_prefix_space: null      # byte-level BPE: a space before every word; null does as the tokenizer's files say

        language_model:
          # a folder with config.json, weights and vocabulary; a name in the models folder, the Hugging Face cache or the hub;
          # or a trained model (.tlt, .nemo) that lends its encoder
          pretrained_model_name: all-MiniLM-L6-v2
          lm_checkpoint: null         # weights in place of the folder's
          config_file: null           # a config.json: an encoder without weights, unless lm_checkpoint brings them
          config: null                # the same as a map

        head:
          num_fc_layers: 2
          fc_dropout: 0.5             # of the hidden states that come in
          activation: 'relu'          # between the layers: relu, tanh, sigmoid, gelu, silu
          use_transformer_init: true  # weights from N(0, 0.02), biases 0; false as PyTorch's Linear

        dataset:
          max_seq_length: 128         # sub-tokens of a window; longer sentences are read in overlapping windows
          class_balancing: null       # null or weighted_loss
          ignore_extra_tokens: false  # true: only the first sub-token of a word counts in the loss
          ignore_start_end: false     # true: [CLS] and [SEP] do not count in the loss
          pad_label: O                # the label of words outside every mention
          drop_last: false            # for both data sets, where they do not say

        # label_ids.csv of dataset_convert
        label_ids: ???

      # Folder with the text and labels files
      data_dir: ???

      # In place of data_dir: a corpus store (gloss corpus import). The splits are those of training_ds, validation_ds, test_ds
      # (key split; by default train, dev, dev).
      corpus: null
      corpus_name: default
      corpus_state: null              # a snapshot's name or a change's number; null: as the corpus is now
      corpus_layer: null              # the layer with the labels; null: the first

      training_ds:
        text_file: text_train.txt
        labels_file: labels_train.txt
        batch_size: 64
        shuffle: true                 # a new order every epoch, decided by the seed
        num_samples: -1               # the first so many sentences; -1 for all
        drop_last: false              # true leaves out a last batch that is not full

      validation_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64
        shuffle: false                # the scores are the same in any order
        num_samples: -1
        drop_last: false

      optim:
        # adam, adamw, sgd, adagrad, adadelta, adamax, rmsprop, rprop, novograd, adafactor; each takes its constructor's keys
        name: adam
        lr: 5e-5
        weight_decay: 0.00            # of adam: added to the gradient; of adamw: decoupled
        # What adam and adamw take besides; other optimizers have keys of their own
        # betas: [0.9, 0.999]
        # eps: 1e-8
        # amsgrad: false
        # Not in TAO:
        freeze_embeddings: false      # true: the tables of words, positions and segments stay as they are
        freeze_layers: 0              # so many layers from the input stay as they are
        layerwise_decay: 1.0          # each layer's rate is this times that of the one above it
        no_decay_on_bias_and_norm: false

        sched:
          # WarmupAnnealing, CosineAnnealing, PolynomialDecayAnnealing, ReduceLROnPlateau and the others of NeMo and PyTorch
          name: WarmupAnnealing
          warmup_steps: null          # steps, or a share of all of them: one of the two
          warmup_ratio: 0.1
          # min_lr: 0.0               # of schedules that end at a rate
          last_epoch: -1              # a run begins its schedule at the beginning
          max_steps: null             # null counts the run's steps
          # for ReduceLROnPlateau
          monitor: val_loss
          reduce_on_plateau: false

      # Where results go, which checkpoints are kept, and how a run goes on
      exp_manager:
        explicit_log_dir: null        # -r on the command line; null: exp_dir/name/version
        exp_dir: null                 # null: nemo_experiments in the working folder
        name: trained-model
        version: null                 # null: the time, or version_<n> where use_datetime_version is false
        use_datetime_version: true
        resume_if_exists: true        # go on from checkpoints of an earlier run in the same folder
        resume_past_end: false        # true: also from a run that had ended
        resume_ignore_no_checkpoint: true  # begin anew where there is nothing to go on from
        resume_if_changed: false      # true: go on although data or spec have changed
        resume_from_checkpoint: null  # a checkpoint of another place
        create_tensorboard_logger: false
        create_checkpoint_callback: true
        checkpoint_every_n_seconds: 60  # the last state is also saved between validations; 0 does not
        checkpoint_every_n_steps: null
        checkpoint_callback_params:
          monitor: val_entity_f1      # val_entity_f1, f1, val_loss and others: what decides which epoch is best
          mode: auto                  # auto, min, max
          verbose: true
          save_last: true
          save_top_k: 3               # so many of the best; -1 for all
          save_weights_only: false
          save_best_model: true       # the model is that of the best epoch, not of the last
          period: 1
          prefix: null                # null: the experiment's name
          postfix: .tlt
          dirpath: null               # null: checkpoints in the results folder
          filename: null
          filepath: null              # dirpath and filename in one
          auto_insert_metric_name: true
        create_early_stopping_callback: false
        early_stopping_callback_params:
          monitor: val_entity_f1
          mode: auto
          patience: 10                # validations without getting better
          min_delta: 0.001
          stopping_threshold: null
          divergence_threshold: null
          strict: true
          check_finite: true
          verbose: true
        files_to_copy: null           # files that the results folder gets copies of

      # The same seed and number of workers give the same bytes; null draws one and logs it
      seed: null

      # Passphrase of the model; better given with -k, --key-file or GLOSS_KEY
      encryption_key: null

      """##
    ),
  ]
}
