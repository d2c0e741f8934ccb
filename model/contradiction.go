package model

// Contradicting returns two assertions that no fleet keeps at once, whatever it is: one
// statistic of one figure is to be at least a, and at most b < a. A lower percentile is
// never more than a higher one. Nil where there are none; that nothing is returned does
// not say that all can be kept.
func Contradicting(list []Assertion) (first, second *Assertion) {
	for i := range list {
		for j := range list {
			low, high := &list[i], &list[j]
			if low.Relation.Upward() && !high.Relation.Upward() && bounds(low, high) && empty(low, high) {
				return &list[min(i, j)], &list[max(i, j)]
			}
		}
	}
	return nil, nil
}

// bounds reports whether what low bounds from below is never more than what high
// bounds from above.
func bounds(low, high *Assertion) bool {
	if low.Survives != nil || high.Survives != nil || low.Stat != high.Stat || low.Stat == Quantile && low.Level > high.Level {
		return false
	}
	a, b := *low, *high
	same := a.Fleet == b.Fleet && a.Workload == b.Workload && a.Pool == b.Pool && a.Metric == b.Metric && a.At == b.At && a.Of == b.Of
	if a.Stat == Probability {
		return same && a.Within == b.Within && a.Bound == b.Bound && a.Factor == b.Factor
	}
	return same && a.Of == "" // parts of another fleet's figure, which may be of either sign
}

// empty reports whether no number lies between two limits.
func empty(low, high *Assertion) bool {
	return low.Limit > high.Limit || low.Limit == high.Limit && (low.Relation == Above || high.Relation == Below)
}
