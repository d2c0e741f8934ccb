package decide

import (
	"errors"
	"math"
	"slices"
)

// Where to look without bounds: at steps of √2 up to 64 times more and less than now.
const (
	mostDoublings = 6
	boundedLooks  = 17
)

// grid is where the difference is looked at, smallest first.
func (e *even) grid() ([]float64, error) {
	var xs []float64
	now := e.out.Value
	switch {
	case e.opt.Bounds != nil:
		a, b := e.opt.Bounds[0], e.opt.Bounds[1]
		for i := range boundedLooks {
			u := float64(i) / (boundedLooks - 1)
			x := a + float64(u*(b-a))
			if a > 0 && b > 8*a {
				x = a * math.Pow(b/a, u)
			}
			xs = append(xs, round12(x))
		}
		xs[0], xs[boundedLooks-1] = a, b
		if now > a && now < b {
			xs = append(xs, now)
		}
	case now == 0:
		return nil, ErrFromZero
	default:
		for k := -2 * mostDoublings; k <= 2*mostDoublings; k++ {
			xs = append(xs, round12(now*math.Pow(2, float64(k)/2)))
		}
		if r := e.opt.Range; r != nil {
			xs = append(xs, r[0], r[1])
		}
	}
	if e.out.Whole {
		for i := range xs {
			xs[i] = math.Round(xs[i])
		}
	}
	slices.Sort(xs)
	return slices.Compact(xs), nil
}

// possible looks at the values from the present one outwards, to the first on each side
// that the plan does not take, or while whole ones are needed starts again with these.
func (e *even) possible(xs []float64) ([]float64, error) {
	middle, _ := slices.BinarySearch(xs, e.out.Value)
	middle = min(middle, len(xs)-1)
	if _, err := e.value(xs[middle], e.few()); err != nil {
		if e.whole(err) {
			return e.again()
		}
		return nil, err
	}
	out := []float64{xs[middle]}
	for _, side := range []int{-1, 1} {
		for i := middle + side; i >= 0 && i < len(xs); i += side {
			_, err := e.value(xs[i], e.few())
			var no *impossible
			if errors.As(err, &no) {
				if e.whole(err) {
					return e.again()
				}
				e.out.Stopped = no.Error()
				break
			}
			if err != nil {
				return nil, err
			}
			out = append(out, xs[i])
		}
	}
	slices.Sort(out)
	return out, nil
}

func (e *even) whole(err error) bool { return !e.out.Whole && errors.Is(err, ErrNotWhole) }

func (e *even) again() ([]float64, error) {
	e.out.Whole, e.out.Stopped = true, ""
	xs, err := e.grid()
	if err != nil {
		return nil, err
	}
	return e.possible(xs)
}
