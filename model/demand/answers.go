package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// chunk is the time, in hours, over which a bound tells that no limit is exceeded.
const chunk = 28 * 24.0

// Rate returns the load of a workload at x in req/s.
func (t *Traffic) Rate(w int, x float64) float64 {
	l := t.links[w]
	t.enter(x, x+1)
	f, _ := t.roots[l.root].at(x)
	return l.share * f
}

// Peak returns the largest value of Σ weight[w]·Rate(w, t) on [a, b], the limits
// from the left included. Weights are not negative.
func (t *Traffic) Peak(weight []float64, a, b float64) float64 {
	return t.Need(&model.Limit{Weight: weight}, a, b)
}

// Need returns the largest value of Σ Weight[w]·Rate(w, t)·e^(−Growth·t) on [a, b], as
// Peak does.
func (t *Traffic) Need(l *model.Limit, a, b float64) float64 {
	t.clear()
	w := t.row(l.Weight, 1)
	w.growth = l.Growth
	if !(a < b) {
		t.enter(a, a+1)
		f, _ := t.at(w, a)
		return f
	}
	if b-a < years {
		return t.briefNeed(w, a, b)
	}
	root := slices.IndexFunc(w.coef, func(v float64) bool { return v > 0 })
	if root < 0 || !w.alone(root) || w.growth != 0 || t.roots[root].only != everything {
		return t.peak(w, a, b, 0)
	}
	coef := w.coef[root]
	m, ok := t.recall(highest, root, 0, 0, a, b)
	if !ok {
		w.coef[root], t.found = 1, a
		top := t.peak(w, a, b, 0)
		m = &answer{kind: highest, root: root, a: a, b: b, value: top, at: t.found}
		t.remember(*m)
	}
	t.found = m.at
	return coef * m.value
}

// Ceiling returns a bound of Need that costs little.
func (t *Traffic) Ceiling(l *model.Limit, a, b float64) float64 {
	t.clear()
	w := t.row(l.Weight, 1)
	w.growth = l.Growth
	return t.ceiling(w, a, b)
}

// briefNeed is Need over a few weeks. Limits often are on multiples of one load, whose
// peak is found once.
func (t *Traffic) briefNeed(w *row, a, b float64) float64 {
	scale := 1.0
	if k := slices.IndexFunc(w.coef, func(v float64) bool { return v > 0 }); k >= 0 {
		scale = w.coef[k]
		for i := range w.coef {
			w.coef[i] /= scale
		}
	}
	q, ok := t.ask(highest, all, a, b)
	if ok {
		if m := t.known(&q); m != nil {
			t.found = m.at
			return scale * m.value
		}
	}
	t.found = a
	top := t.peak(w, a, b, 0)
	if ok {
		t.keep(&q, top, t.found)
	}
	return scale * top
}

// Busiest returns when Need is reached on [a, b], the first of equal times found.
func (t *Traffic) Busiest(l *model.Limit, a, b float64) float64 {
	t.found = a
	t.Need(l, a, b)
	return t.found
}

// peak halves time until it is a week: parts that a bound excludes are left out.
func (t *Traffic) peak(w *row, a, b, best float64) float64 {
	if t.ceiling(w, a, b) <= best {
		return best
	}
	if m := middle(a, b); b-a > 168 {
		if t.ceiling(w, a, m) > t.ceiling(w, m, b) {
			return t.peak(w, m, b, t.peak(w, a, m, best))
		}
		return t.peak(w, a, m, t.peak(w, m, b, best))
	}
	var bounds [9]float64 // of the days
	n, first := 0, 0
	for x := a; x < b && n < len(bounds); n++ {
		_, end := t.day(x)
		end = min(end, b)
		if bounds[n] = t.ceiling(w, x, end); bounds[n] > bounds[first] {
			first = n
		}
		x = end
	}
	for pass := range 2 { // the day that promises most, then those that may have more
		k := 0
		for x := a; x < b; k++ {
			_, end := t.day(x)
			end = min(end, b)
			if k >= n || (k == first) == (pass == 0) && bounds[k] > best {
				best = t.dayPeak(w, x, end, best)
			}
			x = end
		}
	}
	return best
}

// dayPeak is peak within a day.
func (t *Traffic) dayPeak(w *row, a, b, best float64) float64 {
	for x := a; x < b; { // the better the first guess, the less is halved
		end := t.enter(x, b)
		if t.ceil(w) > best {
			m := middle(x, end)
			f, _ := t.at(w, m)
			best = t.higher(best, f, m)
		}
		x = end
	}
	for x := a; x < b; {
		end := t.enter(x, b)
		if t.ceil(w) > best {
			t.bound(w)
			best = t.largest(w, x, end, best, 30)
		}
		x = end
	}
	return best
}

// Above returns the hours in [a, b) in which some limit is exceeded.
func (t *Traffic) Above(limits []model.Limit, a, b float64) float64 {
	if waits(limits) {
		return t.queues.sum(t, limits, a, b, t.Above)
	}
	t.clear()
	for i := range limits {
		if l := &limits[i]; !math.IsInf(l.Capacity, 1) {
			t.limit(l)
		}
	}
	t.prune()
	if root, ok := t.single(a, b); ok {
		return t.least(root, a, b)
	}
	q, ok := t.ask(hoursAbove, all, a, b)
	if ok {
		if hours, ok := t.partAbove(&q); ok {
			return hours
		}
	} else {
		q = question{a: 1} // no part of it is asked
	}
	t.last = q
	t.above = t.above[:0]
	for from := a; from < b; from += chunk {
		to := min(b, from+chunk)
		if !t.reached(t.rows, from, to) {
			continue
		}
		for x := from; x < to; {
			if end := t.quietUntil(x, to); end > x {
				x = end
				continue
			}
			end := t.enter(x, to)
			t.exceedings(x, end)
			x = end
		}
	}
	var sum float64
	for _, x := range t.above {
		sum += x.to - x.from
	}
	return sum
}

// quietUntil returns the end of the day where, at its beginning, a bound tells that no
// limit is exceeded in it; else x.
func (t *Traffic) quietUntil(x, to float64) float64 {
	if _, end := t.day(x); end-x > 23.9 && to >= end && !t.reached(t.rows, x, end) {
		return end
	}
	return x
}

// reached reports whether a bound lets one of the rows exceed 1.
func (t *Traffic) reached(rows []row, a, b float64) bool {
	for i := range rows {
		if t.ceiling(&rows[i], a, b) > 1 {
			return true
		}
	}
	return false
}

// exceedings appends to t.above when, in the cells entered, limits are exceeded.
func (t *Traffic) exceedings(a, b float64) {
	t.cuts = t.cuts[:0]
	may := false
	for i := range t.rows {
		w := &t.rows[i]
		if t.ceil(w) <= 1 {
			continue
		}
		may = true
		if t.bound(w); w.bottom > 1 {
			t.exceeding(a, b)
			return
		}
		g := over(w, 1)
		t.zeros(&g, a, b)
	}
	if !may {
		return
	}
	if len(t.rows) > 1 {
		slices.Sort(t.cuts)
	}
	t.cuts = append(t.cuts, b)
	for _, end := range t.cuts {
		if end > a && t.exceeded(t.rows, middle(a, end)) {
			t.exceeding(a, end)
		}
		a = max(a, end)
	}
}

// exceeding appends a time to t.above.
func (t *Traffic) exceeding(a, b float64) {
	if n := len(t.above); n > 0 && t.above[n-1].to == a {
		t.above[n-1].to = b
		return
	}
	t.above = append(t.above, exceeding{a, b})
}

func (t *Traffic) exceeded(rows []row, x float64) bool {
	for i := range rows {
		if f, _ := t.at(&rows[i], x); f > 1 {
			return true
		}
	}
	return false
}

// First returns the first time in [0, horizon) from which on a limit is exceeded,
// and whether there is one: the day the capacity runs out.
func (t *Traffic) First(l model.Limit, horizon float64) (x float64, ok bool) {
	if math.IsInf(l.Capacity, 1) {
		return 0, false
	}
	t.clear()
	w := t.limit(&l)
	for from := 0.0; from < horizon; from += chunk {
		to := min(horizon, from+chunk)
		if t.ceiling(w, from, to) <= 1 {
			continue
		}
		for x := from; x < to; {
			end := t.enter(x, to)
			if f, _ := t.at(w, x); !(f <= 1) {
				return x, true
			}
			t.bound(w)
			g := over(w, 1)
			t.cuts = t.cuts[:0]
			t.zeros(&g, x, end)
			if len(t.cuts) > 0 {
				return t.cuts[0], true
			}
			x = end
		}
	}
	return 0, false
}
