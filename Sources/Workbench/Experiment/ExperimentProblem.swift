import Training

/// What keeps an experiment from starting or going on in its folder.
enum ExperimentProblem: Error, Hashable {
  /// A checkpoint says that the run is over, and the spec does not allow to go past its end.
  case ended([String])
  /// Nothing to go on from, and the spec insists on it.
  case nothingToResume(folder: String)
  /// Several checkpoints claim to be the last.
  case severalLast([String])
  /// Data or spec are not what they were.
  case changed(checkpoint: String, [RunFacts.Change])
  /// The run is already further than the spec wants it to go.
  case beyond(checkpoint: String, epoch: Int, epochs: Int)
  /// A checkpoint that holds weights only.
  case weightsOnly(String)
  /// The loss became infinite or undefined.
  case notANumber(step: Int)
  /// The spec leaves no batch to train on.
  case noBatches(sentences: Int, batchSize: Int)
}

extension ExperimentProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  var description: String {
    switch self {
    case .ended(let files):
      "\(files.joined(separator: ", ")): this run has ended; write exp_manager.resume_past_end=true to go on from it, or "
        + "exp_manager.resume_if_exists=false to start anew"
    case .nothingToResume(let folder):
      "\(folder): expected a checkpoint *last.ckpt to go on from, found none; write "
        + "exp_manager.resume_ignore_no_checkpoint=true to start from the beginning"
    case .severalLast(let files):
      "several checkpoints claim to be the last: \(files.joined(separator: ", ")); move all but one away, or name one "
        + "as exp_manager.resume_from_checkpoint"
    case .changed(let checkpoint, let changes):
      "\(checkpoint): the run that this checkpoint belongs to cannot go on as it was, because this changed since:\n"
        + changes.map { "  \($0)\n" }.joined()
        + "Write exp_manager.resume_if_changed=true to go on with what is there now, "
        + "exp_manager.resume_if_exists=false to train anew in this folder, or name another folder with -r."
    case .beyond(let checkpoint, let epoch, let epochs):
      "\(checkpoint): this run is in epoch \(epoch) already (from 0), but trainer.max_epochs is \(epochs); raise it, or "
        + "name another folder with -r"
    case .weightsOnly(let checkpoint):
      "\(checkpoint): this checkpoint has weights only (save_weights_only); a run can go on from a *-last.ckpt"
    case .notANumber(let step):
      "the loss of step \(step) is not a number: the training has diverged; lower optim.lr, raise optim.sched's warm-up, "
        + "or set trainer.gradient_clip_val=1.0"
    case .noBatches(let sentences, let batchSize):
      "no batch to train on: \(sentences) sentences in batches of \(batchSize) leave none (drop_last, "
        + "limit_train_batches); lower training_ds.batch_size"
    }
  }
}
