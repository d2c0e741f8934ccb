package exact

import "testing"

// An embedded is a control system with three sensors behind an input processor, a main
// processor, two actuators behind an output processor, and a bus (Muppala, Ciardo &
// Trivedi 1994; the model is PRISM's embedded.sm). Times are in seconds.
type embedded struct {
	s, i, a, o, m    int // sensors; input processor 2 ok, 1 waits for a reboot, 0 failed; …
	skipped          int // cycles in a row
	comp, reqi, reqo bool
}

func (e embedded) senses() bool { return e.i == 2 && e.s >= 2 }
func (e embedded) acts() bool   { return e.o == 2 && e.a >= 1 }

// failure says which part the system is down for; the first that applies is enough.
func (e embedded) failure(most int) string {
	switch {
	case e.i == 2 && e.s < 2:
		return "sensors"
	case e.o == 2 && e.a < 1:
		return "actuators"
	case e.skipped > most:
		return "io"
	case e.m == 0:
		return "main"
	}
	return ""
}

func embeddedMoves(most int) func(embedded, func(embedded, float64)) {
	const day, year = 24 * 3600., 365 * 24 * 3600.
	return func(e embedded, yield func(embedded, float64)) {
		move := func(ok bool, rate float64, f func(*embedded)) {
			if ok {
				d := e
				f(&d)
				yield(d, rate)
			}
		}
		move(e.s > 1, float64(e.s)/(30*day), func(d *embedded) { d.s-- })
		move(e.a > 0, float64(e.a)/(60*day), func(d *embedded) { d.a-- })
		move(e.m == 1, 1/year, func(d *embedded) { d.m = 0 })
		move(e.i > 0 && e.s >= 2, 1/year, func(d *embedded) { d.i = 0 })
		move(e.i == 2 && e.s >= 2, 1/day, func(d *embedded) { d.i = 1 })
		move(e.o > 0 && e.a >= 1, 1/year, func(d *embedded) { d.o = 0 })
		move(e.o == 2 && e.a >= 1, 1/day, func(d *embedded) { d.o = 1 })
		move(e.i == 1 && e.s >= 2, 1./30, func(d *embedded) { // the input processor reboots
			d.i = 2
			d.comp = e.comp || e.m == 1 && !e.reqo
			d.reqi = true
			d.reqo = !e.acts() && (e.reqo || e.m == 1)
		})
		move(e.o == 1 && e.a >= 1, 1./30, func(d *embedded) { // the output processor reboots
			d.o = 2
			d.comp = e.comp || e.reqi && e.m == 1
			d.reqi = e.senses() || e.reqi && e.m == 0
			d.reqo = false
		})
		move(true, 1./60, func(d *embedded) { // a cycle of the main processor ends
			if d.skipped = 0; !e.comp {
				d.skipped = min(e.skipped+1, most+1)
			}
			d.comp = e.reqi && !e.reqo && e.m == 1
			d.reqi = e.senses() || e.reqi && (e.m == 0 || e.reqo)
			d.reqo = !e.acts() && (e.reqo || e.reqi && e.m == 1)
		})
	}
}

// TestEmbeddedController holds the solvers to what Storm's tests publish of two cycles
// that may be skipped.
func TestEmbeddedController(t *testing.T) {
	const most = 2
	start := embedded{s: 3, i: 2, a: 2, o: 2, m: 1, comp: true, reqi: true}
	moves := embeddedMoves(most)
	all, states := chainOf(start, moves, nil)
	transitions := len(all.to)
	for _, s := range states {
		moves(s, func(x embedded, _ float64) {
			if x == s { // cycles that change nothing
				transitions++
			}
		})
	}
	if len(states) != 3478 || transitions != 14639 {
		t.Errorf("%d states, %d transitions", len(states), transitions)
	}
	for part, want := range map[string]float64{
		"": 0.0019216435246119591, "actuators": 3.7079151806696567e-06, "io": 0.001556839327673734, "sensors": 4.429620626755424e-05,
	} {
		c, _ := chainOf(start, moves, func(e embedded) bool { return e.failure(most) != "" })
		c.lost, c.gone = make([]float64, c.len()), make([]float64, c.len())
		_, alive := chainOf(start, moves, func(e embedded) bool { return e.failure(most) != "" })
		for i, s := range alive {
			moves(s, func(x embedded, r float64) {
				switch f := x.failure(most); {
				case f == "":
				case part == "" || f == part:
					c.lost[i] += r
				default:
					c.gone[i] += r
				}
			})
		}
		near(t, "down for "+part, c.within(t, 10000), want, 1e-10)
	}
}
