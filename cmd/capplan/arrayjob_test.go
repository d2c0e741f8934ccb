package main

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
)

// TestArrayJobs: which shard of how many the variables of each scheduler say, for arrays
// that begin at 0, at 1 and elsewhere, and with steps.
func TestArrayJobs(t *testing.T) {
	for _, c := range []struct {
		env, flags string
		index, of  int
		says       string // of an error
	}{
		{env: "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8", index: 0, of: 8},
		{env: "SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8", index: 7, of: 8},
		{env: "SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_STEP=4 SLURM_ARRAY_TASK_COUNT=4", index: 3, of: 4},
		{env: "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_STEP=4 SLURM_ARRAY_TASK_COUNT=4", says: "which is no step from 2"},
		{env: "SLURM_ARRAY_TASK_ID=x", says: "no number of a task"},
		{env: "JOB_COMPLETION_INDEX=5", flags: "--of 6", index: 5, of: 6},
		{env: "JOB_COMPLETION_INDEX=5", says: "how many shards"},
		{env: "AWS_BATCH_JOB_ARRAY_INDEX=2 AWS_BATCH_JOB_ARRAY_SIZE=3", index: 2, of: 3},
		{env: "CLOUD_RUN_TASK_INDEX=1 CLOUD_RUN_TASK_COUNT=3", index: 1, of: 3},
		{env: "BATCH_TASK_INDEX=1 BATCH_TASK_COUNT=4", index: 1, of: 4},
		{env: "SGE_TASK_ID=1 SGE_TASK_FIRST=1 SGE_TASK_LAST=8 SGE_TASK_STEPSIZE=1", index: 0, of: 8},
		{env: "SGE_TASK_ID=7 SGE_TASK_FIRST=1 SGE_TASK_LAST=8 SGE_TASK_STEPSIZE=3", index: 2, of: 3},
		{env: "SGE_TASK_ID=undefined", flags: "--index 1 --of 2", index: 1, of: 2},
		{env: "LSB_JOBINDEX=8 LSB_JOBINDEX_END=8 LSB_JOBINDEX_STEP=1", index: 7, of: 8},
		{env: "LSB_JOBINDEX=0", says: "which shard this is"},
		{env: "PBS_ARRAY_INDEX=3", flags: "--of 4", index: 3, of: 4},
		{env: "PBS_ARRAY_INDEX=4", flags: "--of 4", says: "no shard 4 of 4"},
		{env: "PBS_ARRAYID=0", flags: "--of 4", index: 0, of: 4},
		{env: "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4", flags: "--index 2", index: 2, of: 4}, // flags go first
		{flags: "--index 3 --of 4", index: 3, of: 4},
		{env: "", says: "which shard this is"},
	} {
		p := &program{env: map[string]string{}, stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
		for _, kv := range strings.Fields(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			p.env[k] = v
		}
		cmd := p.shard()
		if err := cmd.ParseFlags(strings.Fields(c.flags)); err != nil {
			t.Fatal(err)
		}
		index, of, err := p.place(cmd)
		switch {
		case c.says != "":
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "E535") {
				t.Errorf("%s %s: %v, want %s", c.env, c.flags, err, c.says)
			}
		case err != nil || index != c.index || of != c.of:
			t.Errorf("%s %s: shard %s of %s, %v", c.env, c.flags, strconv.Itoa(index), strconv.Itoa(of), err)
		}
	}
}
