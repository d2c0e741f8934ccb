package decide

import (
	"bufio"
	"encoding/binary"
	"math"
)

// A reading reads numbers; an error stays, and what is read after it is 0.
type reading struct {
	from *bufio.Reader
	err  error
}

func (r *reading) uvarint() uint64 {
	if r.err != nil {
		return 0
	}
	x, err := binary.ReadUvarint(r.from)
	if err != nil {
		r.err = errLane
		return 0
	}
	return x
}

func (r *reading) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// count reads what is at most so much.
func (r *reading) count(most int) int {
	n := r.uvarint()
	if n > uint64(most) {
		r.err = errLane
		return 0
	}
	return int(n)
}

func (r *reading) number() int64 { return int64(r.uvarint() & math.MaxInt64) }

func (r *reading) float() float64 {
	if r.err != nil {
		return 0
	}
	x, err := takeFloat(r.from)
	r.err = err
	return x
}

func (r *reading) text() string {
	if r.err != nil {
		return ""
	}
	s, err := takeString(r.from)
	r.err = err
	return s
}

func putCounts(b []byte, list ...int64) []byte {
	for _, n := range list {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

// put writes them: equal ones the same bytes.
func (l *bins) put(b []byte) []byte {
	b = putCounts(b, l.n, l.nan, l.low, l.high, l.zeros, l.atLeast, l.atMost, int64(l.shift))
	b = putFloat(putFloat(b, l.least), l.most)
	b = putFloats(b, l.top)
	b = l.squares.put(l.sum.put(b))
	b = putCounts(b, int64(len(l.keys)))
	before := int64(0)
	for i, k := range l.keys {
		b = binary.AppendVarint(b, k-before)
		b = putCounts(b, l.counts[i])
		before = k
	}
	return b
}

// takeBins reads what put wrote; what no values make is an error of the reading.
func takeBins(r *reading) *bins {
	l := newBins()
	for _, n := range []*int64{&l.n, &l.nan, &l.low, &l.high, &l.zeros, &l.atLeast, &l.atMost} {
		*n = r.number()
	}
	l.shift = uint(r.count(widest))
	l.least, l.most = r.float(), r.float()
	for range r.count(mostTop) {
		l.top = append(l.top, r.float())
	}
	l.sum.take(r)
	l.squares.take(r)
	var held, before int64
	for range r.uvarint() { // grows by what is there
		before += r.varint()
		c := r.number()
		if n := len(l.keys); r.err != nil || c == 0 || n > 0 && l.keys[n-1] >= before || held+c < held {
			r.err = errLane
			return l
		}
		held += c
		l.keys, l.counts = append(l.keys, before), append(l.counts, c)
	}
	if held != l.n-l.nan-l.low-l.high || l.zeros > held || len(l.keys) > mostBins && l.shift < widest {
		r.err = errLane
	}
	return l
}
