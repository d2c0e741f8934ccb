package exact

import "slices"

// An atom is a state of what stands above the units, with its probability. Its
// key packs counts into bit fields: it is additive over disjoint parts of a fleet.
type atom struct {
	key uint64
	p   float64
}

// A law is a measure over keys, sorted by key.
type law []atom

// floor is the probability under which an atom is dropped in any case: 1e-45 is far
// under any outage that anyone asks for.
const floor = 1e-45

// denseKeys is the largest key for which a convolution runs over an array.
const denseKeys = 1 << 17

// certain is the law of something that is always in one state.
func certain(key uint64) law { return law{{key, 1}} }

// convolve returns the law of the sum of two independent keys.
func (w *work) convolve(a, b law) law {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	w.ops += 3 * float64(len(a)*len(b))
	if len(b) == 1 {
		out := make(law, len(a))
		for i, x := range a {
			out[i] = atom{x.key + b[0].key, x.p * b[0].p}
		}
		return out
	}
	if top := a[len(a)-1].key + b[len(b)-1].key; top < denseKeys && int(top) < 64*len(a)*len(b) {
		return w.dense(a, b, int(top))
	}
	out := make(law, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			if p := x.p * y.p; p > w.floor {
				out = append(out, atom{x.key + y.key, p})
			} else {
				w.dropped += p
			}
		}
	}
	return out.merge()
}

func (w *work) dense(a, b law, top int) law {
	if cap(w.buf) <= top {
		w.buf = make([]float64, top+1)
	}
	buf := w.buf[:top+1]
	clear(buf)
	for _, x := range a {
		for _, y := range b {
			buf[x.key+y.key] += x.p * y.p
		}
	}
	w.ops += float64(top)
	var out law
	for k, p := range buf {
		if p > w.floor {
			out = append(out, atom{uint64(k), p})
		} else {
			w.dropped += p
		}
	}
	return out
}

// merge sorts and adds up what has the same key, in place.
func (l law) merge() law {
	if l.distinct() {
		return l
	}
	slices.SortStableFunc(l, func(a, b atom) int {
		if a.key < b.key {
			return -1
		}
		if a.key > b.key {
			return 1
		}
		return 0
	})
	out := l[:0]
	for _, x := range l {
		if n := len(out); n > 0 && out[n-1].key == x.key {
			out[n-1].p += x.p
		} else {
			out = append(out, x)
		}
	}
	return out
}

// distinct reports whether l is sorted and no key comes twice.
func (l law) distinct() bool {
	for i := 1; i < len(l); i++ {
		if l[i].key <= l[i-1].key {
			return false
		}
	}
	return true
}

// plus returns a·x + b·y.
func plus(a float64, x law, b float64, y law) law {
	if len(y) == 0 && a == 1 {
		return x
	}
	if len(x) == 0 && b == 1 {
		return y
	}
	out := make(law, 0, len(x)+len(y))
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].key < y[0].key:
			out = append(out, atom{x[0].key, a * x[0].p})
			x = x[1:]
		case len(x) == 0 || y[0].key < x[0].key:
			out = append(out, atom{y[0].key, b * y[0].p})
			y = y[1:]
		default:
			out = append(out, atom{x[0].key, a*x[0].p + b*y[0].p})
			x, y = x[1:], y[1:]
		}
		if out[len(out)-1].p <= floor {
			out = out[:len(out)-1]
		}
	}
	return out
}

// power returns the law of the sum of n copies.
func (w *work) power(l law, n int) law {
	out := certain(0)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = w.convolve(out, l)
		}
		if n > 1 {
			l = w.convolve(l, l)
		}
	}
	return out
}

// kept returns the law of key & mask.
func (l law) kept(mask uint64) law {
	if mask == 0 {
		var s float64
		for _, x := range l {
			s += x.p
		}
		return law{{0, s}}
	}
	out := make(law, len(l))
	for i, x := range l {
		out[i] = atom{x.key & mask, x.p}
	}
	return out.merge()
}

// shifted returns the law of key + by.
func (l law) shifted(by uint64) law {
	if by == 0 {
		return l
	}
	out := make(law, len(l))
	for i, x := range l {
		out[i] = atom{x.key + by, x.p}
	}
	return out
}

// work counts what a solution costs and holds its scratch.
type work struct {
	ops     float64
	most    float64 // ops that a chain is explored with; 0: any
	buf     []float64
	floor   float64 // atoms less likely are dropped
	dropped float64 // their sum
}
