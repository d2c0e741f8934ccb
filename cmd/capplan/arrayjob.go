package main

import (
	"strconv"

	"github.com/spf13/cobra"
)

// A scheduler says in its variables which of how many tasks a process is. Those that are
// empty it does not say; the first task has number from where nothing says otherwise.
type scheduler struct {
	index, first, last, step, count string
	from                            int
}

var schedulers = []scheduler{
	{index: "SLURM_ARRAY_TASK_ID", first: "SLURM_ARRAY_TASK_MIN", step: "SLURM_ARRAY_TASK_STEP", count: "SLURM_ARRAY_TASK_COUNT"},
	{index: "JOB_COMPLETION_INDEX"},
	{index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE"},
	{index: "CLOUD_RUN_TASK_INDEX", count: "CLOUD_RUN_TASK_COUNT"},
	{index: "SGE_TASK_ID", first: "SGE_TASK_FIRST", last: "SGE_TASK_LAST", step: "SGE_TASK_STEPSIZE"},
	{index: "LSB_JOBINDEX", last: "LSB_JOBINDEX_END", step: "LSB_JOBINDEX_STEP", from: 1}, // 0: a job without tasks
	{index: "PBS_ARRAY_INDEX"},
	{index: "PBS_ARRAYID"},
	{index: "BATCH_TASK_INDEX", count: "BATCH_TASK_COUNT"},
}

// place says which shard of how many is asked for, by flags before the scheduler.
func (p *program) place(c *cobra.Command) (index, of int, err error) {
	index, of = -1, 0
	for _, s := range schedulers {
		if text := p.env[s.index]; text != "" && text != "undefined" && (text != "0" || s.from == 0) { // as SGE and LSF say of a job without tasks
			if index, of, err = s.place(p.env); err != nil {
				return 0, 0, err
			}
			break
		}
	}
	if f := c.Flags().Lookup("index"); f.Changed {
		index = f.Value.(*number).value
	}
	if f := c.Flags().Lookup("of"); f.Changed {
		of = f.Value.(*number).value
	}
	switch {
	case index < 0:
		return 0, 0, problem("E535", "nothing says which shard this is", "add --index 0 --of 8, or run it in an array job; see `capplan help shard`")
	case of == 0:
		return 0, 0, problem("E535", "nothing says how many shards there are", "add --of 8")
	case index >= of:
		return 0, 0, problem("E535", "there is no shard "+strconv.Itoa(index)+" of "+strconv.Itoa(of), "shards are counted from 0 to "+strconv.Itoa(of-1))
	}
	return index, of, nil
}

// place reads the variables; of is 0 where nothing says it.
func (s *scheduler) place(env map[string]string) (index, of int, err error) {
	number := func(name string, otherwise int) int {
		text := env[name]
		if name == "" || text == "" || err != nil {
			return otherwise
		}
		n, e := strconv.Atoi(text)
		if e != nil || n < 0 || n > maxShards {
			err = problem("E535", name+" is "+quoted(text)+", and no number of a task", "give --index and --of")
		}
		return n
	}
	id, first, step := number(s.index, 0), number(s.first, s.from), max(1, number(s.step, 1))
	of = number(s.count, 0)
	if last := number(s.last, -1); last >= first {
		of = (last-first)/step + 1
	}
	if err == nil && (id < first || (id-first)%step > 0) {
		err = problem("E535", s.index+" is "+strconv.Itoa(id)+", which is no step from "+strconv.Itoa(first), "give --index and --of")
	}
	return (id - first) / step, of, err
}
