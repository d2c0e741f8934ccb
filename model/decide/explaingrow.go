package decide

import (
	"math"
	"strconv"

	"github.com/capplan/capplan/model/invoice"
)

// mostSteps is on how many days an explanation lists arrivals.
const mostSteps = 24

// growthFormula is when a pool buys what, at likely values.
func (x *explainer) growthFormula(i int) Formula {
	p, s := &x.fleet.Pools[i], &x.sys.Pools[i]
	g := p.Grow
	f := Formula{
		Of: "pool " + p.Name + ", growth", Words: "it orders whole steps, so many that until they arrive the headroom is kept at the largest demand expected; at likely values",
		Symbols: []string{"order at t when (1 + h) · max N(t..t + L) > C of the units that are there or on order"},
	}
	f.Terms = append(f.Terms,
		quantityTerm("h", "headroom that is kept", "1", &g.Headroom),
		quantityTerm("L", "from an order to its arrival", "h", &g.Lead),
		Term{Symbol: "step", Means: "units of an order", Value: float64(g.Step), Unit: "1", From: x.origin(p.Name, "grow.step")},
		Term{Symbol: "max", Means: "units in all", Value: float64(g.Max), Unit: "1", From: x.origin(p.Name, "grow.max")})
	v := invoice.New(x.plan, x.fleet)
	use := x.stage.usage()
	v.Fill(nil, &use)
	before := s.Count
	for k, rows := 0, 0; k < len(s.Arrivals); rows++ {
		if rows == mostSteps {
			f.Terms = append(f.Terms, Term{Symbol: "…", Means: "and " + strconv.Itoa(s.Most()-before) + " more units", Value: float64(s.Most()), Unit: "1"})
			break
		}
		a, day := s.Arrivals[k], dayOf(x.plan, s.Arrivals[k].At)
		for ; k < len(s.Arrivals) && dayOf(x.plan, s.Arrivals[k].At) == day; k++ {
			a.Count = s.Arrivals[k].Count
		}
		means := "from then on: " + strconv.Itoa(a.Count-before) + " more arrive, and carry with the others " + short(x.carries(i, a.Count)) + " req/s"
		if price, ok := v.UnitPrice(i, a.At, a.Count-before); ok {
			means += ", at " + short(price) + " " + x.plan.Currency + " each"
		}
		f.Terms = append(f.Terms, Term{Symbol: day, Means: means, Value: float64(a.Count), Unit: "1"})
		before = a.Count
	}
	if b := x.stage.purchase(i); !math.IsInf(b.Stops, 1) {
		f.Terms = append(f.Terms, Term{Symbol: dayOf(x.plan, b.Stops), Means: "a step is due that cannot be bought: " + stopWords(b.By, g), Value: float64(before), Unit: "1"})
	}
	return f
}

// carries is what so many units of a pool carry at the mix of the horizon's end, in req/s.
func (x *explainer) carries(i, n int) float64 {
	s := &x.sys.Pools[i]
	var load, need float64
	for w, weight := range s.Weight {
		r := x.sys.Load.Rate(w, x.sys.Horizon)
		if weight > 0 {
			load += r
		}
		need += float64(weight * r)
	}
	return capacityOf(s, n) / need * load
}
