package decide

import "math"

// leastHelp is the share of the variance that a control variate must explain.
const leastHelp = 0.1

// chooseControl takes as control variate the units up of one pool, less what they are on the
// mean at the draw of their trial, if it explains enough of what the histories lost:
//
//	m = mean(y) − b·mean(c),  b = cov(y, c)/var(c),  E[c] = 0,
//
// whose variance is (1 − ρ²) times that of the mean (Glasserman 2003, 4.1). The bias of
// an estimated b is of the order 1/n.
func (a *assembler) chooseControl() {
	y := a.sheet.unavailability
	if !a.sim || a.pure || a.long || a.sheet.solved.unavailability != nil || len(y) < 100 {
		return
	}
	if m := sampled("1", y); m.Lo == nil || m.Hi == nil {
		return
	}
	best := leastHelp
	for i := range a.sheet.pools {
		p := &a.sheet.pools[i]
		c := make(column, len(y))
		for t := range c {
			c[t] = p.unitsUp[t] - p.meanUp[t] // NaN where it is not known
		}
		if !finite(c) {
			continue
		}
		if _, rho := regression(y, c); rho*rho > best {
			best, a.control = rho*rho, c
			a.controlPool = a.stage.sys.Pools[i].Name
		}
	}
}

// regression returns the slope of y on c, and their correlation; 0 where one of them is
// constant.
func regression(y, c column) (slope, rho float64) {
	my, sy := meanSD(y)
	mc, sc := meanSD(c)
	if sy == 0 || sc == 0 || len(y) < 2 {
		return 0, 0
	}
	var s float64
	for i := range y {
		s += float64((y[i] - my) * (c[i] - mc))
	}
	s /= float64(len(y) - 1)
	return s / (sc * sc), s / (sy * sc)
}

// controlled moves a mean of histories by what the control variate was off, and narrows
// its interval.
func (a *assembler) controlled(m *Metric, y column) {
	if a.control == nil || m.Mean == nil {
		return
	}
	slope, rho := regression(y, a.control)
	if slope == 0 {
		return
	}
	off, _ := meanSD(a.control)
	mean := *m.Mean - float64(slope*off)
	if m.Lo != nil && m.Hi != nil {
		h := (*m.Hi - *m.Lo) / 2 * math.Sqrt(max(0, 1-float64(rho*rho)))
		m.Lo, m.Hi = ptr(mean-float64(h)), ptr(mean+float64(h))
	}
	m.Mean = ptr(mean)
	m.Why += "; units up of pool " + a.controlPool + " as control variate"
}
