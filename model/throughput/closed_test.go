package throughput

import (
	"math"
	"testing"
)

func single(think float64, demands ...float64) Closed {
	c := Closed{Think: think}
	for _, d := range demands {
		c.Stations = append(c.Stations, Station{Demand: d, Servers: 1})
	}
	return c
}

func nears(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d figures, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tol)
	}
}

// mva-lazowska-exact and amva-lazowska-p117: Lazowska et al. 1984, Quantitative
// System Performance, p. 117; mva-jain: Jain 1991's timesharing system (octave's
// tests of queueing, p. 577); mva-bolch-8.3: Bolch et al., example 8.3.
func TestClosed(t *testing.T) {
	lazowska := single(15, 0.605, 2.1, 1.35)
	s := lazowska.Solve(3)
	near(t, "X", s.X, 0.15151649234709555, 1e-13)
	near(t, "R", s.Response, 4.7998247816321475, 1e-13)
	nears(t, "Q", s.Queue, []float64{0.09756601940835935, 0.39465655466719385, 0.2350300407180136}, 1e-13)
	s = lazowska.Schweitzer(3)
	near(t, "Schweitzer X", s.X, 0.15098587270428335, 1e-12)
	near(t, "Schweitzer R", s.Response, 4.869408615968429, 1e-12)
	nears(t, "Schweitzer Q", s.Queue, []float64{0.09726996376759504, 0.4020572922949866, 0.23588465337316816}, 1e-12)

	s = single(4, 0.125*16, 0.3*10, 0.2*5).Solve(20)
	near(t, "X", s.X, 0.3332465122205763, 1e-13)
	near(t, "R", s.Response, 56.01563187182579, 1e-13)
	nears(t, "R", []float64{s.Residence[0] / 16, s.Residence[1] / 10, s.Residence[2] / 5}, []float64{0.373339107078097, 4.854259693196409, 0.29992184532243005}, 1e-13)
	nears(t, "Q", s.Queue, []float64{1.9906232849491212, 16.17665112170628, 0.49973954446229485}, 1e-13)
	nears(t, "U", s.Utilization, []float64{0.6664930244411525, 0.9997395366617289, 0.3332465122205763}, 1e-13)

	s = single(0, 0.02, 0.2*0.4, 0.4*0.2, 0.6*0.1).Solve(6)
	near(t, "X", s.X, 9.919836337154356, 1e-13)
	nears(t, "Q", s.Queue, []float64{0.24361525889194027, 2.2610377914410558, 2.2610377914410558, 1.234309158225948}, 1e-13)
}

// aba-jain: Denning & Buzen 1978 on the timesharing system.
func TestClosedBounds(t *testing.T) {
	b := single(4, 2, 3, 1).Bounds(20)
	near(t, "X at most", b.X, 0.3333333333333333, 1e-15)
	near(t, "X at least", b.XLeast, 0.16129032258064516, 1e-15)
	near(t, "knee", b.Knee, 3.3333333333333335, 1e-15)
	near(t, "R at least", b.RLeast, 56, 1e-15)
}

// Exact mean value analysis of single servers (Reiser & Lavenberg 1980): another
// recursion over the same networks, from one customer up; and the bounds hold.
func TestClosedAgainstMVA(t *testing.T) {
	for _, c := range []Closed{single(15, 0.605, 2.1, 1.35), single(0, 1, 1, 1, 1), single(1e4, 1, 0.999, 1e-6), single(0.3, 5)} {
		queue := make([]float64, len(c.Stations))
		x := 0.0
		for n := 1; n <= 3000; n++ {
			sum := c.Think
			for i, s := range c.Stations {
				sum += s.Demand * (1 + queue[i])
			}
			x = float64(n) / sum
			for i, s := range c.Stations {
				queue[i] = x * s.Demand * (1 + queue[i])
			}
			switch n {
			case 1, 2, 10, 100, 1000, 3000:
				s, b := c.Solve(n), c.Bounds(n)
				near(t, "X", s.X, x, 1e-12)
				nears(t, "Q", s.Queue, queue, 1e-11)
				if !(s.X <= b.X*(1+1e-13) && s.X >= b.XLeast*(1-1e-13) && s.Response >= b.RLeast*(1-1e-11)) {
					t.Errorf("%d customers: X %g, R %g beyond their bounds %+v", n, s.X, s.Response, b)
				}
				if a := c.Schweitzer(n); math.Abs(a.X/s.X-1) > 0.05 {
					t.Errorf("%d customers: Schweitzer %g of %g", n, a.X, s.X)
				}
			}
		}
	}
}

// The networks on which mean value analysis of several servers loses all digits: 90
// customers on 8 servers of demand 4 carry 8/4 = 2, all others wait; with a single
// server beside them, a million servers' worth of thinking, and thousands of both.
func TestClosedSeveralServers(t *testing.T) {
	s := Closed{Stations: []Station{{4, 8}}, Think: 1}.Solve(90)
	near(t, "90 customers on 8 servers", s.X, 2, 1e-13)
	near(t, "their queue", s.Queue[0], 88, 1e-13)
	near(t, "their response", s.Response, 44, 1e-13)
	s = Closed{Stations: []Station{{4, 8}}}.Solve(90)
	near(t, "without thinking", s.X, 2, 1e-13)
	near(t, "without thinking", s.Queue[0], 90, 1e-13)
	for _, c := range []Closed{
		{Stations: []Station{{4, 8}, {0.3, 1}, {1, 3}}, Think: 40},
		{Stations: []Station{{100, 300}, {0.34, 1}, {0, 1}}, Think: 3000},
		{Stations: []Station{{1, 2}, {1, 2}, {0.5, 1}}},
		{Stations: []Station{{1e-3, 5000}}, Think: 1},
	} {
		for _, n := range []int{1, 2, 7, 90, 5000} {
			s, sum := c.Solve(n), 0.0
			for _, q := range s.Queue {
				sum += q
			}
			near(t, "all customers are somewhere", sum+s.X*c.Think, float64(n), 1e-12)
		}
	}
	// m ≥ n is thinking by another name.
	a := Closed{Stations: []Station{{2, 50}, {1, 1}}, Think: 3}.Solve(50)
	b := Closed{Stations: []Station{{1, 1}}, Think: 5}.Solve(50)
	near(t, "as many servers as customers", a.X, b.X, 1e-13)
	near(t, "as many servers as customers", a.Queue[0], 2*a.X, 1e-13)
	// Many customers that think long are Poisson arrivals (an open queue).
	open := MMc{Lambda: 6.5, Mu: 1, C: 8}
	near(t, "open", Closed{Stations: []Station{{1, 8}}, Think: 1e5 / 6.5}.Solve(100_000).Response, open.MeanResponse(), 1e-3)
}

func TestClosedRefuses(t *testing.T) {
	for _, c := range []Closed{{}, {Think: -1}, {Think: math.NaN()}, {Stations: []Station{{-1, 1}}, Think: 1}, {Stations: []Station{{1, 0}}}, {Stations: []Station{{math.Inf(1), 1}}}} {
		if c.Err(1) == nil {
			t.Errorf("%+v goes round", c)
		}
	}
	if single(1, 1).Err(0) == nil {
		t.Error("nobody goes round")
	}
}
