package decide

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// metrics are the figures asked for; by default those of cost.pv and availability that
// all fleets have.
func (s *sensing) metrics() ([]string, []mode, error) {
	asked := s.opt.Metrics
	if len(asked) == 0 {
		asked = []string{"cost.pv", "availability"}
	}
	var out []string
	var modes []mode
	for _, name := range asked {
		m, err := s.modeOf(name)
		var none *NoTrials
		if errors.As(err, &none) && len(s.opt.Metrics) == 0 {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		out, modes = append(out, name), append(modes, m)
	}
	if len(out) == 0 {
		return nil, nil, &NoTrials{Fleet: s.fleets()[0], Metric: "cost.pv", Why: "neither cost.pv nor availability is known of all fleets", Absent: true}
	}
	return out, modes, nil
}

// subjects answers for every figure and difference.
func (s *sensing) subjects() error {
	names, modes, err := s.metrics()
	if err != nil {
		return err
	}
	for m := byDraw; m <= byHistory; m++ {
		var list []string
		for i, n := range names {
			if modes[i] == m {
				list = append(list, n)
			}
		}
		if len(list) == 0 {
			continue
		}
		if err = s.answer(list, m); err != nil {
			break // what was answered before stands in order
		}
	}
	order := func(x *Subject) int {
		k := slices.Index(names, x.Metric) * 2
		if x.Against == "" {
			k++
		}
		return k
	}
	slices.SortStableFunc(s.out.Subjects, func(a, b Subject) int { return order(&a) - order(&b) })
	return err
}

// answer fills the subjects of figures that are known in one way, from one run.
func (s *sensing) answer(list []string, m mode) error {
	probe, err := s.probe(m)
	if err != nil {
		return err
	}
	luck := m == byHistory || probe.noisy()
	t := s.newTornado(luck)
	d := newDesign(len(s.plan.Unknowns), s.groups, luck, s.budget(m))
	points := t.points()
	if d.base > 0 {
		for _, p := range d.points(s.opt.Seed) {
			p.levels = s.joiner.join(p.levels)
			points = append(points, p)
		}
	}
	a, err := s.ask(points, m)
	if err != nil {
		return err
	}
	if a == nil {
		panic("decide: a fleet that is solved no more")
	}
	for _, name := range list {
		for _, pair := range s.pairs {
			sub, err := s.subject(a, t, d, name, pair)
			if err != nil {
				return err
			}
			sub.Method = model.MonteCarlo.String()
			sub.Why = drawNames[m]
			s.out.Subjects = append(s.out.Subjects, *sub)
		}
	}
	return nil
}

// subject summarises one figure.
func (s *sensing) subject(a *answers, t *tornado, d *design, name string, pair [2]string) (*Subject, error) {
	v, m, err := a.column(pair[0], name)
	if err != nil {
		return nil, err
	}
	if pair[1] != "" {
		w, _, err := a.column(pair[1], name)
		if err != nil {
			return nil, err
		}
		v = less(v, w)
	}
	sub := &Subject{Metric: name, Fleet: pair[0], Against: pair[1], Unit: m.Unit, Indices: []Index{}}
	t.fill(sub, s.out.Unknowns, v[:t.size()])
	if d.base == 0 {
		sub.Lacking = fmt.Sprintf("%d trials are too few for indices of %d inputs: take --trials %d", s.opt.Trials, d.sources(), d.fewestPoints())
		return sub, nil
	}
	s.index(sub, d, v[t.size():])
	return sub, nil
}

func less(v, w column) column {
	out := make(column, len(v))
	for i := range v {
		out[i] = v[i] - w[i]
	}
	return out
}

// index puts the Sobol' indices.
func (s *sensing) index(sub *Subject, d *design, v column) {
	first, total, mean, variance, ok := d.indices(v)
	sub.Mean, sub.SD = mean.ranged(), ptr(math.Sqrt(variance))
	if !ok {
		sub.Lacking = "no input moves it"
		return
	}
	sum := 0.0
	for g := range first {
		x := Index{Input: Luck, Inputs: []string{}, First: first[g].ranged(), Total: total[g].ranged()}
		if g < len(s.groups) {
			x.Inputs = s.named(s.groups[g])
			x.Input = strings.Join(x.Inputs, " + ")
		}
		sum += first[g].value
		sub.Indices = append(sub.Indices, x)
	}
	sub.First = ptr(sum)
	slices.SortStableFunc(sub.Indices, func(a, b Index) int { return descending(*a.Total.Value, *b.Total.Value) })
}

func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

func (s *sensing) named(group []int) (out []string) {
	for _, u := range group {
		out = append(out, s.plan.Unknowns[u].Path)
	}
	return out
}
