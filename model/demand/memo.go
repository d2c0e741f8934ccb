package demand

// A question about the limits in t.rows. Callers ask the same of a time more than once,
// and hours above also of its parts.
type question struct {
	kind, root int
	a, b       float64
	n          int // of key: all that the rows are
	key        [12]float64
}

const recent = 8 // answers remembered

// A reply is a question with its answer.
type reply struct {
	question
	value, at float64
}

// ask makes the question of the rows; ok is false where they are too many to remember.
func (t *Traffic) ask(kind, root int, a, b float64) (q question, ok bool) {
	q = question{kind: kind, root: root, a: a, b: b}
	each := len(t.roots) + 2
	if each*len(t.rows) > len(q.key) {
		return q, false
	}
	for i := range t.rows {
		w := &t.rows[i]
		q.n += copy(q.key[q.n:], w.coef)
		q.key[q.n], q.key[q.n+1] = w.growth, w.visit
		q.n += 2
	}
	return q, true
}

// known returns what has been answered.
func (t *Traffic) known(q *question) *reply {
	for i := range t.recent {
		m := &t.recent[i]
		if m.a == q.a && m.b == q.b && m.question == *q {
			return m
		}
	}
	return nil
}

// keep remembers an answer, in place of the oldest.
func (t *Traffic) keep(q *question, value, at float64) {
	m := reply{*q, value, at}
	if len(t.recent) < recent {
		t.recent = append(t.recent, m)
		return
	}
	t.recent[t.oldest] = m
	t.oldest = (t.oldest + 1) % recent
}

// An exceeding is a time in which a limit is exceeded.
type exceeding struct{ from, to float64 }

// part returns the hours above in a part of the time that was asked about last.
func (t *Traffic) partAbove(q *question) (hours float64, ok bool) {
	last := t.last
	if !(last.a <= q.a && q.b <= last.b) {
		return 0, false
	}
	last.a, last.b = q.a, q.b
	if last != *q {
		return 0, false
	}
	for _, x := range t.above {
		hours += max(0, min(x.to, q.b)-max(x.from, q.a))
	}
	return hours, true
}
