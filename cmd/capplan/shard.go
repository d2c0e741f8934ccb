package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/capplan/capplan"
)

func (p *program) shard() *cobra.Command {
	c := &cobra.Command{
		Use:   "shard [FILE]",
		Short: "take some of the trials, on any machine",
		Long: `shard takes shard I of N of the trials that compare would take, I from 0 on, and writes
what they said. capplan merge puts the N files together to what compare answers, to the
byte. FILE is by default capplan.yaml; - is standard input.

Where --index or --of is not given, they are what the scheduler of an array job says:
SLURM_ARRAY_TASK_ID (with _MIN, _STEP, _COUNT), JOB_COMPLETION_INDEX (Kubernetes, which
says no count), AWS_BATCH_JOB_ARRAY_INDEX (_SIZE), CLOUD_RUN_TASK_INDEX (_COUNT),
BATCH_TASK_INDEX (Google's Batch, _COUNT), SGE_TASK_ID (_FIRST, _LAST, _STEPSIZE),
LSB_JOBINDEX (LSF, _END, _STEP, from 1 on), PBS_ARRAY_INDEX and PBS_ARRAYID (which say
neither the first nor the count: number the tasks from 0 on).

With --vary it takes some of the cells of a sweep instead: those that capplan sweep would
answer with the same --vary and --metric. Each shard answers the cell, too, that the others
are held against.

The file written holds the texts of the scenario, which merge answers from.`,
		Example: `  capplan shard shop.yaml --trials 1000000 --index 3 --of 32 -o 3.shard
  seq 0 7 | xargs -P 8 -I{} capplan shard --index {} --of 8 -o {}.shard
  capplan merge *.shard -o result.json`,
		Args: atMost(1, "one file"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(c.Flags())
		if err != nil {
			return err
		}
		file := defaultFile
		if len(args) > 0 {
			file = args[0]
		}
		return p.runShard(c, v, file)
	}
	f := c.Flags()
	f.Var(&number{min: 0, max: maxShards - 1}, "index", "which shard, from 0 (default: what the scheduler says)")
	f.Var(&number{min: 1, max: maxShards}, "of", "how many there are (default: what the scheduler says)")
	f.StringP("output", "o", "", "the `FILE` to write")
	f.StringArray("vary", nil, "take cells of a sweep: what is varied, and over what, `PATH=VALUES` (repeatable)")
	f.StringArray("metric", nil, "what is asked of each cell: `FIGURE` (repeatable)")
	f.Var(&number{value: 10_000, min: 1, max: 1_000_000}, "max-cells", "most cells of a sweep")
	f.StringArray("fleet", nil, "answer for `FLEET` only (repeatable)")
	f.StringArray("set", nil, "change a value: `PATH=VALUE`, as in commodity.count=28 (repeatable)")
	f.StringArray("with", nil, "merge another `FILE` last (repeatable)")
	f.Bool("greenfield", false, "what is owned is still to be bought")
	f.Bool("same-load", false, "give every pool with throughput the least count that carries the load after one loss (default: those without count)")
	running(f)
	endings(f)
	timed(f, "given up when that is over, to be gone on with from --checkpoint")
	return c
}

// maxShards is the most shards of a run: one for each trial.
const maxShards = capplan.MaxTrials

func (p *program) runShard(c *cobra.Command, v *viper.Viper, file string) error {
	index, of, err := p.place(c)
	if err != nil {
		return err
	}
	path, err := c.Flags().GetString("output")
	if err != nil {
		return err
	}
	if path == "" {
		return problem("E065", "nothing says where the shard is written", "add -o "+strconv.Itoa(index)+".shard")
	}
	t := &target{path: path, format: "shard"}
	if err := t.open(); err != nil {
		return err
	}
	targets := []*target{t}
	defer abandon(targets)
	s, err := p.read(c, file, targets)
	if err != nil {
		return err
	}
	if err := fleetsExist(s, repeated(c, "fleet")); err != nil {
		return err
	}
	if v.GetString("seed") == "random" {
		return problem("E535", "each shard would draw a seed of its own", "name one: --seed 7")
	}
	o, err := p.options(v)
	if err != nil {
		return err
	}
	o.Fleets = repeated(c, "fleet")
	today, err := p.today()
	if err != nil {
		return err
	}
	if len(repeated(c, "vary")) > 0 {
		return p.shardCells(c, v, s, o, targets, today, index, of)
	}
	if c.Flags().Changed("metric") || c.Flags().Changed("max-cells") {
		return problem("E062", "--metric and --max-cells are of a sweep, and nothing is varied", "add --vary PATH=VALUES, or leave them out")
	}
	job := s.Job(o)
	kept, err := p.resumed(c, targets, job, index, of)
	if err != nil {
		return err
	}
	from, to := capplan.ShardRange(job.Trials, index, of)
	m := p.meter(v)
	o.Progress = func(done, _ int) { m.tick(done, to-from) }
	o.Parts = kept.parts()
	m.start("trials from " + grouped(from) + " to " + grouped(to) + kept.says())
	limit := newDeadline(c, 0)
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	portions, err := capplan.Take(ctx, s, o, from, to)
	m.clear()
	if err != nil {
		return limit.late(c, err, kept)
	}
	whole := strings.Replace(asking(c, v, file, &capplan.Result{Seed: job.Seed}), "capplan shard", "capplan compare", 1)
	data, err := (&capplan.Slice{Job: job, Command: whole, Today: today, Index: index, Of: of, Portions: portions}).Encode()
	if err != nil {
		return err
	}
	if err := t.fill(data); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	kept.finish()
	m.end(trialsRun(to-from, job.Seed))
	return nil
}

// shardCells takes cells of a sweep.
func (p *program) shardCells(c *cobra.Command, v *viper.Viper, s *capplan.Scenario, o capplan.Options, targets []*target, today time.Time, index, of int) error {
	if _, err := varied(repeated(c, "vary"), c.Flags().Lookup("max-cells").Value.(*number).value); err != nil {
		return err
	}
	if _, err := figuresOf(c, s, o.Fleets); err != nil {
		return err
	}
	job := s.SweepJob(repeated(c, "vary"), repeated(c, "metric"), o)
	run, err := p.long(c, targets, job, index, of)
	if err != nil {
		return err
	}
	m := p.meter(v)
	m.what = "cells"
	o.Progress, o.Book = m.tick, run.book
	m.start("cells of shard " + strconv.Itoa(index) + " of " + strconv.Itoa(of))
	limit := newDeadline(c, 0)
	ctx, cancel := limit.bounded(c.Context())
	defer cancel()
	portions, err := capplan.TakeCells(ctx, s, &job, o, index, of)
	m.clear()
	if err != nil {
		err = unswept(c, err)
	}
	if err = run.done(err == nil, err); err != nil {
		return limit.late(c, err, run.kept)
	}
	data, err := (&capplan.Slice{Job: job, Today: today, Index: index, Of: of, Portions: portions}).Encode()
	if err != nil {
		return err
	}
	if err := targets[0].fill(data); err != nil {
		return err
	}
	if err := targets[0].settle(); err != nil {
		return err
	}
	run.kept.finish()
	return nil
}

// resumed opens the checkpoint that a flag names; of nothing that is written beside.
func (p *program) resumed(c *cobra.Command, targets []*target, job capplan.Job, index, of int) (*checkpoint, error) {
	path, err := c.Flags().GetString("checkpoint")
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if place, err := filepath.Abs(path); path != "" && err == nil && place == t.place {
			return nil, problem("E065", path+" is written twice", "name each file once")
		}
	}
	today, err := p.today()
	if err != nil {
		return nil, err
	}
	return resume(path, job, today, index, of)
}

// parts are what a run is begun with.
func (c *checkpoint) parts() *capplan.Parts {
	out := &capplan.Parts{Stored: c.slice.Portions}
	if c.path != "" {
		out.Save = c.save
	}
	return out
}
