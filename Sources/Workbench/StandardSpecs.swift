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

      test_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64                # sentences that the mean loss is taken over
        shuffle: false                # the scores are the same in any order
        num_samples: -1               # the first so many sentences; -1 for all

      # How mentions are decoded: viterbi (no I- that continues nothing) or argmax (each word by itself, as TAO)
      decoding: viterbi

      # Folder for infer_<text_file> with all labels and predictions, and for the picture; null: the results folder, and only if
      # there is a picture
      output_dir: null
      add_confusion_matrix: false     # a second report in scikit-learn's layout, and the confusion matrix as SVG and PNG
      normalize_confusion_matrix: true  # each row as shares of its sum

      trainer:
        workers: null                 # threads that compute; null: one a core
        gpus: 1                       # -g on the command line; 0 or 1, the processor's cores do the work either way

      exp_manager:
        task_name: evaluate
        explicit_log_dir: ./          # -r on the command line

      # Passphrase of restore_from; better given with -k, --key-file or GLOSS_KEY
      encryption_key: null

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

      restore_from: trained-model.tlt

      trainer:
        max_epochs: 5
        gradient_clip_val: 0.0        # largest gradient norm; 0 does not clip
        accumulate_grad_batches: 1
        num_sanity_val_steps: 2       # batches of validation before the first step
        log_every_n_steps: 50

      # Folder with the text and labels files
      data_dir: ???

      # Every label of the data must be one of the model's. Others are renamed or dropped here: a type stands for its B- and
      # I- labels, null makes words O. For example {PER: PERSON, MISC: null}
      label_map: null

      # weighted_loss, none, or null: as the model was trained
      class_balancing: null

      finetuning_ds:
        text_file: text_train.txt
        labels_file: labels_train.txt
        batch_size: 64
        num_samples: -1               # the first so many sentences; -1 for all

      validation_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64
        num_samples: -1

      optim:
        name: adam                    # adam (decay in the gradient) or adamw (decoupled)
        lr: 1e-5
        weight_decay: 0.00

      # The same seed and number of workers give the same bytes; null draws one and logs it
      seed: null

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
        max_epochs: 5
        gradient_clip_val: 0.0        # largest gradient norm; 0 does not clip
        accumulate_grad_batches: 1
        num_sanity_val_steps: 2       # batches of validation before the first step
        log_every_n_steps: 50

      model:
        tokenizer:
          tokenizer_name: ${model.language_model.pretrained_model_name}
          vocab_file: null
          tokenizer_model: null
          special_tokens: null

        language_model:
          # a folder with config.json, model.safetensors and vocab.txt, or the name of one in the models folder
          pretrained_model_name: all-MiniLM-L6-v2
          lm_checkpoint: null
          config_file: null
          config: null

        head:
          num_fc_layers: 2
          fc_dropout: 0.5             # of the hidden states that come in
          activation: 'relu'          # between the layers
          use_transformer_init: true

        dataset:
          max_seq_length: 128         # sub-tokens of a window; longer sentences are read in overlapping windows
          class_balancing: null       # null or weighted_loss
          ignore_extra_tokens: false  # true: only the first sub-token of a word counts in the loss
          ignore_start_end: false     # true: [CLS] and [SEP] do not count in the loss

        # label_ids.csv of dataset_convert
        label_ids: ???

      # Folder with the text and labels files
      data_dir: ???

      training_ds:
        text_file: text_train.txt
        labels_file: labels_train.txt
        batch_size: 64
        num_samples: -1               # the first so many sentences; -1 for all

      validation_ds:
        text_file: text_dev.txt
        labels_file: labels_dev.txt
        batch_size: 64
        num_samples: -1

      optim:
        name: adam                    # adam (decay in the gradient) or adamw (decoupled)
        lr: 5e-5
        weight_decay: 0.00

        sched:
          name: WarmupAnnealing
          warmup_steps: null
          warmup_ratio: 0.1
          last_epoch: -1
          monitor: val_loss
          reduce_on_plateau: false

      # The same seed and number of workers give the same bytes; null draws one and logs it
      seed: null

      """##
    ),
  ]
}
