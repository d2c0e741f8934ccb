package decide

import (
	"context"
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/integrity"
	"github.com/capplan/capplan/model/simulate/rare"
)

// What the loss of data takes of a run, counted.
const (
	dataBudget = 3e8 // operations of a pool
	fewestData = 100 // draws at least, where they differ
)

// dataColumns are what is lost of a pool, at each draw.
type dataColumns struct {
	keep           keep
	name           string // of the pool
	events         column // a year
	mttdl          column // NaN where it is not known
	bytes          column // a year; nil: not known
	method, meanBy model.Method
	why, meanWhy   string
	off            float64 // of an approximation: relative error of the events
	refused        string  // why nothing is known
	parts          []integrity.LossPart
	se             float64 // sampled once: standard error of the events
	n              float64 // values behind it
}

// data answers what a fleet loses; nil where nothing asks.
func (r *run) data(ctx context.Context, i int) ([]dataColumns, error) {
	s := newStage(r.plan, r.fleets[i])
	keeps := s.keeps()
	if len(keeps) == 0 {
		return nil, nil
	}
	out := make([]dataColumns, len(keeps))
	for j := range keeps {
		out[j] = dataColumns{keep: keeps[j], name: s.sys.Pools[keeps[j].pool].Name}
		if err := r.lose(ctx, s, &out[j], s.sys.Horizon); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lose answers for one pool within so many hours, at as many draws as its method affords.
func (r *run) lose(ctx context.Context, s *stage, c *dataColumns, hours float64) error {
	years := hours / model.HoursPerYear
	grown := s.grownGroups(&c.keep)
	s.resolve(nil)
	likely := s.durability(&c.keep, nil)
	likely.Horizon = hours
	n, sampled := 1, r.opt.Method == "simulate"
	if !sampled {
		if _, err := integrity.Losses(likely); err != nil {
			if sampled = r.sim; !sampled {
				c.refused = err.Error()
				return nil
			}
		}
	}
	switch {
	case r.same(s):
	case sampled:
		n = min(r.opt.Trials, fewestData)
	default:
		n = min(r.opt.Trials, max(fewestData, int(dataBudget/integrity.Cost(likely))))
	}
	d, err := newDrawer(r.plan, r.opt.Seed)
	if err != nil {
		return err
	}
	var draw model.Draw
	for t := range n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !r.same(s) {
			draw = d.draw(draw, r.at(t))
			s.resolve(draw)
		}
		k := s.durability(&c.keep, draw)
		k.Horizon = hours
		l, err := integrity.Losses(k)
		if sampled {
			l, err = r.sampledLoss(c, k, l, n, t)
		}
		if err != nil {
			c.refused = err.Error()
			return nil
		}
		events := l.Events * grown / years
		c.events, c.mttdl = append(c.events, events), append(c.mttdl, l.MTTDL)
		if k.Bytes > 0 {
			c.bytes = append(c.bytes, events*k.Bytes)
		}
		c.method, c.meanBy = max(c.method, l.Method), max(c.meanBy, l.MeanMethod)
		c.off = max(c.off, l.Error)
		if t == 0 {
			c.why, c.meanWhy, c.parts = l.Why, l.MeanWhy, l.Parts
		}
	}
	if c.se *= grown / years; grown != 1 {
		c.method, c.meanBy = max(c.method, model.Approximation), model.Approximation
		c.why += "; of the mean number of groups over the horizon"
		c.meanWhy += "; of the groups at the start"
	}
	return nil
}

// Samples of a pool's losses, where every draw is the same and where there are several.
const (
	lossSamples     = 50_000
	lossDrawSamples = 1_000
)

// sampledLoss estimates the losses at one draw; known, if any, tells how they come.
func (r *run) sampledLoss(c *dataColumns, k *model.Durability, known *integrity.Loss, draws, t int) (*integrity.Loss, error) {
	o := rare.LossOptions{Seed: r.opt.Seed + uint64(t)<<32, Name: c.name, Samples: lossSamples}
	if draws > 1 {
		o.Samples = lossDrawSamples
	}
	got := rare.Losses(k, o)
	if got.Refused != "" && draws == 1 {
		return nil, fmt.Errorf("%s; at most %.2g a year", got.Refused, got.Events.Hi*model.HoursPerYear/k.Horizon)
	}
	if draws == 1 {
		c.se, c.n = got.SE, float64(got.Batches)
	}
	out := &integrity.Loss{
		Events: got.Mean, MTTDL: k.Horizon / got.Mean, Method: model.MonteCarlo, MeanMethod: model.Approximation, Why: got.Why,
		MeanWhy: "approximation: horizon ÷ losses within it, as if their rate stayed; " + got.Why,
	}
	if known != nil {
		out.Parts = known.Parts
	}
	if k.Life.Kind != model.Exponential { // the rate of the horizon is not that of the long run
		out.MTTDL, out.MeanWhy = math.NaN(), "not known: members age, and samples end with the horizon"
		if known != nil {
			out.MTTDL, out.MeanMethod, out.MeanWhy = known.MTTDL, known.MeanMethod, known.MeanWhy
		}
	}
	return out, nil
}

// grownGroups returns the mean number of groups over the horizon ÷ those at the start.
func (s *stage) grownGroups(k *keep) float64 {
	p := &s.sys.Pools[k.pool]
	sum, before := float64(p.Count), p.Count
	for _, a := range p.Arrivals {
		if a.At < s.sys.Horizon {
			sum += float64(a.Count-before) * (1 - a.At/s.sys.Horizon)
			before = a.Count
		}
	}
	return sum / float64(p.Count)
}
