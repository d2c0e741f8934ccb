package demand

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// A Spec is the demand of one trial with every reference resolved, every date
// turned into hours and every value drawn: what Traffic is made from.
type Spec struct {
	Start     time.Time // of hour 0, in UTC; the zero time is a Monday at midnight
	Horizon   float64   // hours
	Workloads []Workload
}

// A Workload is a stream of requests: either the sum of its Sources, shaped by
// Profile, Events and Noise, or a share of another workload, which then says all of
// these.
type Workload struct {
	Sources []Source
	Of      int     // 1 + index of the workload that this one is a share of; 0: none
	Share   float64 // of its load at every instant, after growth, profile, noise and events
	Profile Profile
	Events  []Event
	Noise   float64 // cv of the factor of each UTC day, lognormal with mean 1; 0: none
	Offload float64 // share that the pools named by the offload do not get; see Kept
}

// Kept returns the share of the requests that is left to the pools named by the
// offload: the factor of their weights in a model.Limit.
func (w *Workload) Kept() float64 { return 1 - w.Offload }

// A Source is one origin of a workload's requests. From From (included) to Until
// (excluded) its level, the highest load of an ordinary day, is
//
//	Peak·(1+Growth)^((t−From)/8760) + what others have handed on
//
// The level that it has reached when it ends is handed on by Moves, and from then on
// grows as each receiver does; a receiver that begins later gets it when it begins.
// A Growth of −1 or less leaves nothing of it from the start.
type Source struct {
	Peak   float64 // req/s at From
	Growth float64 // per year
	From   float64 // hours from the start of the horizon; 0: there from its start
	Ends   bool    // else Until means nothing
	Until  float64 // hours
	Moves  []Move
}

// A Move hands a share of a source's level to another source of its workload.
type Move struct {
	To    int // index of the source
	Share float64
}

// A Profile is the shape of ordinary days, 1 at its highest:
//
//	(1 + d·sin 2πt/24 h)(1 + w·sin 2πt/7 d) / ((1+d)(1+w)), highest at 14:00 on Wednesdays UTC
//
// or a measured one: Table at equal steps over Period, the first at Monday 00:00
// UTC (at 00:00 where the period is a day), joined by straight lines and divided by
// its largest value.
type Profile struct {
	Daily, Weekly float64 // d and w, 0..1
	Table         []float64
	Period        float64 // of Table: 24 or 168 hours
}

// An Event multiplies the load from midnight UTC of its date on. Events that
// overlap multiply each other.
type Event struct {
	Year  int // 0: every year; then 29 February is in leap years only
	Month time.Month
	Day   int
	Lasts float64     // hours
	Times []YearTimes // ascending by year; empty: 1
	// Spike lifts the first SpikeLasts hours (0: ten minutes; never longer than the
	// event) to Spike times the highest load of that UTC day, all events in; 0: none.
	Spike, SpikeLasts float64
}

// YearTimes holds a multiple until the next year named; before the first the first.
type YearTimes struct {
	Year  int
	Times float64
}

// times returns the event's multiple in a year.
func (e *Event) times(year int) float64 {
	if len(e.Times) == 0 {
		return 1
	}
	x := e.Times[0].Times
	for _, y := range e.Times {
		if y.Year <= year {
			x = y.Times
		}
	}
	return x
}

// Check returns all that is wrong with a specification, or nil.
func (s *Spec) Check() error {
	var errs []error
	for i := range s.Workloads {
		if err := s.check(i); err != nil {
			errs = append(errs, fmt.Errorf("workload %d: %w", i, err))
		}
	}
	if !(s.Horizon > 0) || math.IsInf(s.Horizon, 1) {
		errs = append(errs, errors.New("the horizon is no time"))
	}
	return errors.Join(errs...)
}

func (s *Spec) check(i int) error {
	w := &s.Workloads[i]
	var errs []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	need(w.Offload >= 0 && w.Offload <= 1, "offload of %g", w.Offload)
	if w.Of != 0 {
		need(amount(w.Share), "share of %g", w.Share)
		need(len(w.Sources) == 0 && w.Profile.plain() && len(w.Events) == 0 && w.Noise == 0, "sources, profile, events or noise beside those of workload %d", w.Of-1)
		need(s.root(i) >= 0, "it is a share of itself or of nothing")
		return errors.Join(errs...)
	}
	need(amount(w.Noise), "noise of %g", w.Noise)
	for k := range w.Sources {
		if err := w.checkSource(k); err != nil {
			need(false, "source %d: %w", k, err)
		}
	}
	for k := range w.Events {
		if err := w.Events[k].check(); err != nil {
			need(false, "event %d: %w", k, err)
		}
	}
	if err := w.Profile.check(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// root returns the workload whose sources workload i is a share of, itself where it
// has its own, or −1 where there is none.
func (s *Spec) root(i int) int {
	for range s.Workloads {
		of := s.Workloads[i].Of
		if of == 0 {
			return i
		}
		if of < 0 || of > len(s.Workloads) {
			return -1
		}
		i = of - 1
	}
	return -1
}

func (w *Workload) checkSource(k int) error {
	s := &w.Sources[k]
	switch {
	case !amount(s.Peak):
		return fmt.Errorf("peak of %g", s.Peak)
	case !(s.Growth < math.Inf(1)):
		return fmt.Errorf("growth of %g", s.Growth)
	case math.IsNaN(s.From) || math.IsInf(s.From, 0):
		return fmt.Errorf("it begins at %g", s.From)
	case s.Ends && !(s.Until > s.From):
		return fmt.Errorf("it ends at %g h, before it begins at %g h", s.Until, s.From)
	case !s.Ends && len(s.Moves) > 0:
		return errors.New("it moves and never ends")
	}
	var sum float64
	for _, m := range s.Moves {
		if m.To < 0 || m.To >= len(w.Sources) || m.To == k {
			return fmt.Errorf("it moves to source %d", m.To)
		}
		if to := &w.Sources[m.To]; to.Ends && to.Until <= s.Until {
			return fmt.Errorf("it moves at %g h to source %d, which ends at %g h", s.Until, m.To, to.Until)
		}
		if !amount(m.Share) {
			return fmt.Errorf("it moves a share of %g", m.Share)
		}
		sum += m.Share
	}
	if sum > 1+1e-9 {
		return fmt.Errorf("it moves %g of what it has", sum)
	}
	return nil
}

func (e *Event) check() error {
	first := time.Date(max(e.Year, 1), e.Month, e.Day, 0, 0, 0, 0, time.UTC)
	if e.Year == 0 {
		first = time.Date(2000, e.Month, e.Day, 0, 0, 0, 0, time.UTC) // a leap year
	}
	switch {
	case first.Month() != e.Month || first.Day() != e.Day:
		return fmt.Errorf("no date %d-%02d-%02d", e.Year, e.Month, e.Day)
	case !(e.Lasts > 0 && e.Lasts <= 8760):
		return fmt.Errorf("it lasts %g h", e.Lasts)
	case e.Spike != 0 && !(e.Spike >= 1) || math.IsInf(e.Spike, 1):
		return fmt.Errorf("spike of %g, below the day's highest load", e.Spike)
	case !amount(e.SpikeLasts):
		return fmt.Errorf("spike of %g h", e.SpikeLasts)
	}
	for i, y := range e.Times {
		if !amount(y.Times) || i > 0 && y.Year <= e.Times[i-1].Year {
			return fmt.Errorf("times of %g in %d", y.Times, y.Year)
		}
	}
	return nil
}

func (p *Profile) plain() bool { return p.Daily == 0 && p.Weekly == 0 && len(p.Table) == 0 }

func (p *Profile) check() error {
	switch {
	case !(p.Daily >= 0 && p.Daily <= 1), !(p.Weekly >= 0 && p.Weekly <= 1):
		return fmt.Errorf("profile of daily %g and weekly %g, which are 0 to 1", p.Daily, p.Weekly)
	case len(p.Table) == 0:
		return nil
	case p.Daily != 0 || p.Weekly != 0:
		return errors.New("a measured profile beside daily or weekly")
	case p.Period != 24 && p.Period != 168:
		return fmt.Errorf("a measured profile of %g h, which is 24 or 168", p.Period)
	}
	top := 0.0
	for _, x := range p.Table {
		if !amount(x) {
			return fmt.Errorf("a measured load of %g", x)
		}
		top = max(top, x)
	}
	if top == 0 {
		return errors.New("a measured profile without load")
	}
	return nil
}

// amount reports whether x is a number of 0 or more.
func amount(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
