package integrity

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// One defective unit of three is outvoted the first time it is wrong, so that it takes
// 1/(calculations an hour · rate) hours; what checksums catch finds one without a vote; a
// pair cannot tell.
func TestDetection(t *testing.T) {
	d := Defects{Share: 1e-9, PerHour: 3600, Law: []float64{0, 0, 0, 1}, Members: 3, Life: math.Inf(1), Horizon: 1e6, Replaced: true}
	v := voting(3, 3, 1e-6, 1)
	_, hours := d.Spread(v)
	near(t, "three", hours, 1/(3600*1e-6)*(1-1e-6), 1e-8) // a wrong one makes a round more
	v.Checked = 0.9
	_, hours = d.Spread(v)
	near(t, "three, checked", hours, 1/(3600*1e-6), 2e-6)
	d.Law, d.Members = []float64{0, 0, 1}, 2
	v = voting(2, 2, 1e-6, 1)
	if share, hours := d.Spread(v); !math.IsInf(hours, 1) || share != 1e-9 {
		t.Errorf("pair: %g of them, found in %g h", share, hours)
	}
	v.Vote, v.Checked = nil, 0.5
	_, hours = d.Spread(v)
	near(t, "one of two works, checked", hours, 2/(3600*0.5e-6), 1e-12)
	d.Law, d.Members = []float64{0, 0, 0, 1}, 30 // a pool without groups: 3 of 30 calculate
	_, hours = d.Spread(voting(3, 2, 1e-6, 1))
	near(t, "three of thirty", hours, 10/(3600*1e-6), 1e-5)
	v = voting(3, 3, 1, 1)
	d.Members = 3
	_, hours = d.Spread(v)
	near(t, "always wrong", hours, 1./3600, 1e-6)
}

// The share of members that are defective against places that are played hour by hour:
// new units, failures, exclusion, a time out. |z| < 4.5; a tenth of the share is seen.
func TestDefectiveShare(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	v := voting(3, 2, 1e-3, 1)
	for name, d := range map[string]Defects{
		"new":           {Share: 0.2, PerHour: 4, Life: 300, Horizon: 500, Replaced: true},
		"long run":      {Share: 0.2, PerHour: 4, Life: 300, Horizon: 20_000, Steady: true, Replaced: true},
		"not replaced":  {Share: 0.2, PerHour: 4, Life: math.Inf(1), Horizon: 500},
		"never failing": {Share: 0.2, PerHour: 4, Life: math.Inf(1), Horizon: 500, Replaced: true},
	} {
		d.Law, d.Members = []float64{0, 0, 0, 1}, 3
		share, hours := d.Spread(v)
		const places = 20_000
		var bad, up, ratios, squares float64
		for range places {
			b, u := 0.0, 0.0
			warm := 0.0
			if d.Steady {
				warm = 5000
			}
			end := d.Horizon + warm
			for now := 0.0; now < end; {
				defective := r.Float64() < d.Share
				left := math.Inf(1)
				if !math.IsInf(d.Life, 1) {
					left = r.ExpFloat64() * d.Life
				}
				if defective {
					left = min(left, r.ExpFloat64()*hours)
				}
				length := max(0, min(now+left, end)-max(now, warm))
				if u += length; defective {
					b += length
				}
				now += left + 0.01
				if !d.Replaced {
					break
				}
			}
			bad, up = bad+b, up+u
			x := b - share*u
			ratios, squares = ratios+x, squares+x*x
		}
		got, se := bad/up, math.Sqrt(squares)/up
		if !d.Replaced { // of the members that are left at each moment, evenly over time
			continue
		}
		if !(9*se < 0.2*share) {
			t.Errorf("%s: %g ± %g sees nothing", name, got, se)
		}
		if !(math.Abs(got-share) <= 4.5*se+1e-4*share) {
			t.Errorf("%s: %g ± %g of members defective, want %g", name, got, se, share)
		}
	}
	d := Defects{Share: 0.2, PerHour: 4, Life: math.Inf(1), Horizon: 500, Law: []float64{0, 0, 0, 1}, Members: 3}
	share, hours := d.Spread(v)
	var sum float64 // by the trapezoid, of those left
	const n = 100_000
	for i := range n + 1 {
		left := d.Share * math.Exp(-d.Horizon*float64(i)/n/hours)
		w := 1.0
		if i == 0 || i == n {
			w = 0.5
		}
		sum += w * left / (left + 1 - d.Share) / n
	}
	near(t, "not replaced", share, sum, 1e-9)
}

// shown against a brute loop over single rounds of three and five voters with several
// defective ones.
func TestShown(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 2))
	for _, c := range []struct {
		n, agree int
		v        model.Voting
	}{
		{3, 3, *voting(3, 3, 0.4, 0.7)}, {5, 3, *voting(5, 3, 0.5, 0.6)}, {2, 2, *voting(2, 2, 0.4, 1)}, {4, 3, *voting(4, 3, 0.3, 1)},
	} {
		c.v.Fallible, c.v.Checked = 0.4, 0.25
		c.v.Vote.Recompute = false // one round a calculation
		const rounds = 200_000
		found := 0.0
		for range rounds {
			right, alike, caught, wrong := 0, 0, false, false
			for i := range c.n {
				switch {
				case i > 0 && r.Float64() >= c.v.Fallible || r.Float64() >= c.v.Error:
					right++
				case r.Float64() < c.v.Checked:
					caught = caught || i == 0
				case i == 0:
					wrong = true
				case wrong && r.Float64() < c.v.Alike:
					alike++
				}
			}
			if caught || wrong && right >= 2 && right > alike+1 {
				found++
			}
		}
		want := shown(&c.v, c.n, c.agree)
		if se := math.Sqrt(want * (1 - want) / rounds); !(9*se < want/3) || !(math.Abs(found/rounds-want) <= 4.5*se) {
			t.Errorf("%d voters: shown in %g of rounds, want %g ± %.2g", c.n, found/rounds, want, se)
		}
	}
}
