import Specs
import Testing

@testable import Workbench

/// Every key of TAO's tables and of NeMo's configurations of trainer, data sets, optimizer and experiment manager: it
/// works, or a sentence says why it does not. None is silently ignored.
@Suite("No key is silently ignored")
struct SpecKeyTests {
  private static let base = ["model.label_ids=l.csv", "data_dir=d", "exp_manager.explicit_log_dir=r"]

  private func decode(_ overrides: [String]) throws -> (spec: TrainSpec, effective: SpecNode) {
    let (value, effective) = try SpecSource(file: nil, overrides: Self.base + overrides, environment: [:]).decode(
      TrainSpec.init)
    return (value, effective)
  }

  @Test(
    "keys that work: their value is in effect",
    arguments: [
      "data_dir=x", "seed=3", "encryption_key=k", "model.label_ids=x",
      // The tokenizer, the language model, the head.
      "model.tokenizer.tokenizer_name=x", "model.tokenizer.vocab_file=x",
      "model.language_model.pretrained_model_name=x",
      "model.head.num_fc_layers=3", "model.head.fc_dropout=0.25", "model.head.activation=tanh",
      "model.head.use_transformer_init=false",
      // Data sets.
      "model.dataset.class_balancing=weighted_loss", "model.dataset.max_seq_length=99",
      "model.dataset.ignore_extra_tokens=true", "model.dataset.ignore_start_end=true", "model.dataset.drop_last=true",
      "training_ds.text_file=x", "training_ds.labels_file=x", "training_ds.shuffle=false", "training_ds.num_samples=7",
      "training_ds.batch_size=7", "training_ds.drop_last=true", "validation_ds.text_file=x",
      "validation_ds.labels_file=x",
      "validation_ds.num_samples=7", "validation_ds.batch_size=7",
      // The optimizer.
      "optim.name=adamw", "optim.lr=1e-4", "optim.weight_decay=0.5", "optim.betas=[0.8,0.9]", "optim.eps=1e-6",
      "optim.sched.name=WarmupAnnealing", "optim.sched.warmup_steps=7", "optim.sched.warmup_ratio=0.2",
      "optim.sched.max_steps=70",
      // The trainer.
      "trainer.max_epochs=7", "trainer.min_epochs=2", "trainer.max_steps=7", "trainer.gradient_clip_val=0.5",
      "trainer.accumulate_grad_batches=2", "trainer.limit_train_batches=0.5", "trainer.limit_val_batches=3",
      "trainer.limit_test_batches=3", "trainer.val_check_interval=0.25", "trainer.check_val_every_n_epoch=2",
      "trainer.num_sanity_val_steps=5", "trainer.log_every_n_steps=7", "trainer.gpus=0", "trainer.workers=3",
      // The experiment manager.
      "exp_manager.explicit_log_dir=x", "exp_manager.exp_dir=x", "exp_manager.name=x", "exp_manager.version=x",
      "exp_manager.use_datetime_version=false", "exp_manager.resume_if_exists=false",
      "exp_manager.resume_past_end=true",
      "exp_manager.resume_ignore_no_checkpoint=false", "exp_manager.resume_from_checkpoint=x",
      "exp_manager.resume_if_changed=true", "exp_manager.create_tensorboard_logger=true",
      "exp_manager.files_to_copy=[x]",
      "exp_manager.create_checkpoint_callback=false", "exp_manager.checkpoint_every_n_seconds=7",
      "exp_manager.checkpoint_every_n_steps=7", "exp_manager.create_early_stopping_callback=true",
      "exp_manager.checkpoint_callback_params.filepath=x", "exp_manager.checkpoint_callback_params.dirpath=x",
      "exp_manager.checkpoint_callback_params.filename=x", "exp_manager.checkpoint_callback_params.monitor=f1",
      "exp_manager.checkpoint_callback_params.verbose=false", "exp_manager.checkpoint_callback_params.save_last=false",
      "exp_manager.checkpoint_callback_params.save_top_k=7",
      "exp_manager.checkpoint_callback_params.save_weights_only=true",
      "exp_manager.checkpoint_callback_params.mode=min", "exp_manager.checkpoint_callback_params.period=2",
      "exp_manager.checkpoint_callback_params.prefix=x", "exp_manager.checkpoint_callback_params.postfix=.nemo",
      "exp_manager.checkpoint_callback_params.save_best_model=false",
      "exp_manager.early_stopping_callback_params.monitor=f1", "exp_manager.early_stopping_callback_params.mode=min",
      "exp_manager.early_stopping_callback_params.patience=7",
      "exp_manager.early_stopping_callback_params.min_delta=0.5",
      "exp_manager.early_stopping_callback_params.verbose=false",
      "exp_manager.early_stopping_callback_params.stopping_threshold=0.5",
      "exp_manager.early_stopping_callback_params.divergence_threshold=0.5",
    ])
  func works(override: String) throws {
    let parts = override.split(separator: "=", maxSplits: 1).map(String.init)
    let (spec, effective) = try decode([override])
    let found = try #require(effective[parts[0]], "not read")
    #expect(found == (try Override(override).value))
    let standard = try decode([]).effective[parts[0]]
    #expect(standard != found || Self.base.contains { $0.hasPrefix(parts[0]) } || parts[0] == "optim.sched.name")
    #expect(spec.run.notes.isEmpty)
  }

  @Test(
    "keys that change nothing on a processor are named in the log with a reason",
    arguments: [
      "trainer.accelerator=ddp", "trainer.distributed_backend=ddp", "trainer.strategy=ddp", "trainer.amp_level=O1",
      "trainer.amp_backend=native", "trainer.deterministic=true", "trainer.benchmark=true",
      "trainer.sync_batchnorm=true",
      "trainer.replace_sampler_ddp=true", "trainer.use_distributed_sampler=true", "trainer.progress_bar_refresh_rate=5",
      "trainer.enable_progress_bar=true", "trainer.process_position=1", "trainer.weights_summary=full",
      "trainer.enable_model_summary=true", "trainer.log_gpu_memory=all", "trainer.flush_logs_every_n_steps=5",
      "trainer.terminate_on_nan=true", "trainer.detect_anomaly=true", "trainer.reload_dataloaders_every_epoch=true",
      "trainer.prepare_data_per_node=true", "trainer.move_metrics_to_cpu=true", "trainer.automatic_optimization=true",
      "trainer.enable_pl_optimizer=true", "trainer.multiple_trainloader_mode=min_size", "trainer.auto_select_gpus=true",
      "model.dataset.use_cache=true", "model.dataset.num_workers=2", "model.dataset.pin_memory=true",
      "training_ds.num_workers=2", "training_ds.use_cache=true", "validation_ds.pin_memory=true",
      "validation_ds.shuffle=true", "exp_manager.summary_writer_kwargs={a: 1}",
      "exp_manager.wandb_logger_kwargs={a: 1}",
      "exp_manager.log_step_timing=true", "exp_manager.log_local_rank_0_only=true",
      "exp_manager.log_global_rank_0_only=true", "exp_manager.model_parallel_size=1", "exp_manager.seconds_to_sleep=5",
      "exp_manager.save_nemo_on_train_end=true", "exp_manager.checkpoint_callback_params.always_save_nemo=true",
      "exp_manager.task_name=train",
    ])
  func accepted(override: String) throws {
    let key = String(override.prefix { $0 != "=" })
    let notes = try decode([override]).spec.run.notes
    #expect(notes.count == 1)
    #expect(notes.first?.hasPrefix("'\(key)' has no effect: ") == true)
  }

  @Test(
    "keys that cannot be followed are refused with a reason",
    arguments: [
      "trainer.precision=16", "trainer.precision=bf16", "trainer.num_nodes=2", "trainer.num_processes=2",
      "trainer.gpus=2",
      "trainer.gpus=[0,1]", "trainer.devices=2", "trainer.tpu_cores=8", "trainer.overfit_batches=0.1",
      "trainer.fast_dev_run=true", "trainer.auto_lr_find=true", "trainer.auto_scale_batch_size=true",
      "trainer.truncated_bptt_steps=3", "trainer.stochastic_weight_avg=true", "trainer.min_steps=5",
      "trainer.max_time=1",
      "trainer.track_grad_norm=2", "trainer.resume_from_checkpoint=x", "trainer.callbacks=[a]", "trainer.plugins=x",
      "trainer.profiler=simple", "trainer.weights_save_path=x", "trainer.default_root_dir=x", "trainer.logger=true",
      "trainer.checkpoint_callback=true", "trainer.enable_checkpointing=true", "trainer.gradient_clip_algorithm=value",
      "exp_manager.create_wandb_logger=true", "exp_manager.create_mlflow_logger=true",
      "exp_manager.create_clearml_logger=true", "exp_manager.create_dllogger_logger=true",
      "exp_manager.ema={enable: true}",
      "exp_manager.tlt_checkpoint_interval=1", "exp_manager.max_time_per_run=1",
      "exp_manager.disable_validation_on_resume=true", "exp_manager.checkpoint_callback_params.every_n_epochs=1",
      "exp_manager.checkpoint_callback_params.every_n_train_steps=1",
      "exp_manager.early_stopping_callback_params.strict=false",
      "exp_manager.early_stopping_callback_params.check_finite=false",
      "exp_manager.early_stopping_callback_params.check_on_train_epoch_end=true",
      "exp_manager.checkpoint_callback_params.monitor=train_loss", "model.dataset.class_balancing=other",
      "optim.sched.reduce_on_plateau=true", "model.dataset.pad_label=X", "optim.sched.last_epoch=3",
    ])
  func refused(override: String) {
    let key = String(override.prefix { $0 != "=" })
    do {
      _ = try decode([override])
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("'\(key)") || "\(error)".contains(key))
      #expect(!"\(error)".contains("there is no key"))
    }
  }

  @Test("what is off in TAO's own dump of a train spec asks for nothing", arguments: ["null", "false", "{}", "[]"])
  func off(value: String) throws {
    let keys = ["create_wandb_logger", "wandb_logger_kwargs", "summary_writer_kwargs", "tlt_checkpoint_interval"]
    #expect(try decode(keys.map { "exp_manager.\($0)=\(value)" }).spec.run.notes.isEmpty)
  }

  @Test("unknown keys are refused with what was probably meant")
  func unknown() {
    let text =
      "\((try? decode(["trainer.max_epoch=3", "exp_manager.resume=true"])).map { _ in "accepted" } ?? problem())"
    #expect(text.contains("did you mean 'trainer.max_epochs'?"))
    #expect(text.contains("there is no key 'exp_manager.resume'"))
  }

  private func problem() -> String {
    do {
      _ = try decode(["trainer.max_epoch=3", "exp_manager.resume=true"])
      return "accepted"
    } catch {
      return "\(error)"
    }
  }
}
