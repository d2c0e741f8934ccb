package decide

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Help says what stands behind a verdict that is not pass, and the smallest change of
// one value that was found to make the assertion hold.
type Help struct {
	Causes []HelpCause `json:"causes"` // largest first
	Change *HelpChange `json:"change"` // null: none of those tried
	Tried  int         `json:"tried"`  // answers with another value
}

// A HelpCause is a part of a figure.
type HelpCause struct {
	What  string   `json:"what"`
	Share *float64 `json:"share"` // of the mean; null: it is what limits
}

// A HelpChange is a value set otherwise, and what it gives.
type HelpChange struct {
	Set    string   `json:"set"`  // PATH=VALUE, as --set takes it
	From   string   `json:"from"` // the value now
	Value  *float64 `json:"value"`
	Lo     *float64 `json:"lo"`
	Hi     *float64 `json:"hi"`
	Trials int      `json:"trials,omitempty"` // behind it; 0: none were needed
	Method string   `json:"method"`
}

// causedMetrics are those that the causes of downtime stand behind.
var causedMetrics = strings.Fields("availability unavailability downtime downtime.failure downtime.worst_year outages objective served availability.read availability.write")

// leastShare is what a cause explains at least to be named.
const leastShare = 1e-3

// Bounds of the search for a change.
const (
	mostHelped = 5   // assertions
	mostTries  = 40  // answers for each
	helpEvents = 3e6 // events that each answer takes, about
	fewestHelp = 50  // trials
	mostHelp   = 2000
)

// Advise adds to the assertions of a check that fail or are inconclusive what stands behind
// them, and looks for the smallest change of one count, need, repair or price that mends
// each. vary reads the plan again with PATH=VALUE set, on the same luck. It returns
// ErrInterrupted when ctx ends first.
func Advise(ctx context.Context, r *Result, p *model.Plan, o Options, vary func(set string) (*model.Plan, error)) error {
	helped := 0
	for i := range r.Assertions {
		a := &r.Assertions[i]
		asked := assertionOf(p, a)
		if a.Verdict != Fail && a.Verdict != Inconclusive || asked == nil {
			continue
		}
		a.Help = &Help{Causes: r.behind(a)}
		if helped++; helped > mostHelped {
			continue
		}
		s := adviser{ctx: ctx, vary: vary, opt: o, out: a, help: a.Help, book: o.Book.Under("help " + strconv.Itoa(i))}
		s.opt.Book, s.opt.Partial = nil, false
		s.opt.Trials = s.trials(p, asked)
		if err := s.search(p, asked); err != nil {
			return err
		}
	}
	return nil
}

func assertionOf(p *model.Plan, a *AssertionResult) *model.Assertion {
	for i := range p.Assertions {
		if b := &p.Assertions[i]; b.ID == a.ID && b.That == a.That {
			return b
		}
	}
	return nil
}

// behind are the largest parts of the figure of an assertion, as far as they are known.
func (r *Result) behind(a *AssertionResult) []HelpCause {
	out := []HelpCause{}
	f := r.Fleets[a.Fleet]
	if a.Survival { // the answer itself names what is lost
		return out
	}
	switch comes(a.Metric) {
	case fromBill, fromLoss:
		whole := 0.0
		for _, c := range f.Costs {
			whole += c.PV
		}
		for _, c := range f.Costs {
			if whole > 0 && c.PV > 0 {
				out = append(out, HelpCause{strings.ReplaceAll(c.Category, "_", "-"), ptr(c.PV / whole)})
			}
		}
	case fromDraw:
		if f.Bottleneck != "" {
			out = append(out, HelpCause{What: f.Bottleneck})
		}
	default:
		if !slices.Contains(causedMetrics, a.Metric) {
			return out
		}
		for _, c := range f.Causes {
			if c.Share >= leastShare {
				out = append(out, HelpCause{c.Cause, ptr(c.Share)})
			}
		}
	}
	return largest(out, 3)
}

// largest keeps the first n by share.
func largest(list []HelpCause, n int) []HelpCause {
	for i := range list {
		for k := i; k > 0 && list[k].Share != nil && *list[k].Share > *list[k-1].Share; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
	return list[:min(n, len(list))]
}

// An adviser looks for a change that makes an assertion hold.
type adviser struct {
	ctx  context.Context
	vary func(set string) (*model.Plan, error)
	opt  Options
	out  *AssertionResult
	help *Help
	book *Book
	size float64 // of the change found, as a part of the value
}

// trials is how many each answer takes: counted, so that it is the same everywhere.
func (s *adviser) trials(p *model.Plan, a *model.Assertion) int {
	events := 1.0
	for i := range p.Fleets {
		if f := &p.Fleets[i]; f.Name == a.Fleet || f.Name == a.Of || against(a.Metric) {
			sys := &newStage(p, f).sys
			events += expectedEvents(sys)
			for k := range sys.Pools {
				events += float64(sys.Pools[k].Units())
			}
		}
	}
	n := max(fewestHelp, min(mostHelp, int(helpEvents/events)))
	if s.opt.Trials == 0 {
		return min(n, p.Run.Trials)
	}
	return min(n, s.opt.Trials)
}

// answer holds the one assertion on a plan; false where the plan cannot be so.
func (s *adviser) answer(p *model.Plan) (AssertionResult, bool, error) {
	a := assertionOf(p, s.out)
	if a == nil {
		return AssertionResult{}, false, nil
	}
	q := *p
	q.Assertions, q.Observed = []model.Assertion{*a}, nil
	o := s.opt
	o.MaxTrials, o.Fleets, o.Progress = o.Trials, nil, nil
	r, err := Check(s.ctx, &q, o)
	switch {
	case s.ctx.Err() != nil:
		return AssertionResult{}, false, ErrInterrupted
	case err != nil:
		return AssertionResult{}, false, nil
	}
	return r.Assertions[0], r.Assertions[0].Value != nil, nil
}

// try answers with a value set.
func (s *adviser) try(set string) (AssertionResult, bool, error) {
	if s.help.Tried++; s.ctx.Err() != nil {
		return AssertionResult{}, false, ErrInterrupted
	}
	return s.once(set, func() (AssertionResult, bool, error) {
		p, err := s.vary(set)
		if err != nil { // it cannot be so
			return AssertionResult{}, false, nil
		}
		return s.answer(p)
	})
}

// once asks what is not written down.
func (s *adviser) once(name string, ask func() (AssertionResult, bool, error)) (AssertionResult, bool, error) {
	var said struct {
		Answer writtenAnswer
		Known  bool
	}
	if s.book.recall(name, &said) {
		return said.Answer.read(), said.Known, nil
	}
	r, ok, err := ask()
	if err == nil {
		said.Answer, said.Known = written(&r), ok
		err = s.book.keep(name, &said)
	}
	return r, ok, err
}

func (s *adviser) search(p *model.Plan, a *model.Assertion) error {
	base, ok, err := s.once("now", func() (AssertionResult, bool, error) { return s.answer(p) })
	if err != nil || !ok {
		return err
	}
	for _, l := range levers(p, a) {
		if err := s.pull(&l, a, &base); err != nil {
			return err
		}
	}
	return nil
}

// pull looks for the least step of a lever that makes the assertion hold, and is a smaller
// change than any that is known: twice as far each time, then between the last two. It
// takes for granted that a longer step does more.
func (s *adviser) pull(l *lever, a *model.Assertion, base *AssertionResult) error {
	most := l.most
	for s.help.Change != nil && most > 0 && l.part(most) >= s.size {
		most--
	}
	low, end := 0, most+1 // between the longest step that does not do and the shortest that does, or cannot be
	for k := 1; k < end && s.help.Tried < mostTries; k = min(2*k, most) {
		r, ok, err := s.try(l.set(k))
		if err != nil {
			return err
		}
		if !ok {
			end = k
			break
		}
		if mended(a, &r) {
			end = k
			s.found(l, k, &r)
			break
		}
		if low = k; !a.Relation.Holds(*r.Value-*base.Value, 0) && a.Survives == nil || *r.Value == *base.Value && a.Survives == nil {
			return nil // the wrong way, or none
		}
		if k == most {
			return nil
		}
	}
	for end-low > 1 && s.help.Tried < mostTries {
		k := (low + end) / 2
		r, ok, err := s.try(l.set(k))
		if err != nil {
			return err
		}
		switch {
		case !ok:
			end = k
		case mended(a, &r):
			end = k
			s.found(l, k, &r)
		default:
			low = k
		}
	}
	return nil
}

func mended(a *model.Assertion, r *AssertionResult) bool {
	if a.Survives != nil {
		return r.Verdict == Pass
	}
	return r.Verdict != Fail && a.Relation.Holds(*r.Value, r.Limit)
}

func (s *adviser) found(l *lever, k int, r *AssertionResult) {
	if s.help.Change != nil && l.part(k) >= s.size {
		return
	}
	s.size = l.part(k)
	s.help.Change = &HelpChange{Set: l.set(k), From: l.from, Value: r.Value, Lo: r.Lo, Hi: r.Hi, Trials: r.Trials, Method: r.Method}
}

// A lever is a value of a scenario that can be set otherwise in steps.
type lever struct {
	path, from string
	most       int
	at         func(step int) string
	part       func(step int) float64 // how large the change is, as a part of the value
}

func (l *lever) set(step int) string { return l.path + "=" + l.at(step) }

// levers are those of the fleet of an assertion that may move its figure.
func levers(p *model.Plan, a *model.Assertion) (out []lever) {
	money := comes(a.Metric) == fromBill || comes(a.Metric) == fromLoss
	for i := range p.Fleets {
		f := &p.Fleets[i]
		if f.Name != a.Fleet {
			continue
		}
		for k := range f.Pools {
			path := f.Name
			if len(f.Pools) > 1 {
				path += ".pools." + f.Pools[k].Name
			}
			out = append(out, countLever(&f.Pools[k], path, money))
			if q := &f.Pools[k]; money {
				out = append(out, priceLevers(q, path)...)
			} else {
				out = append(out, steadyLevers(q, path, a)...)
			}
		}
	}
	return out
}

// countLever moves a count by about a hundredth a step: down where money is asserted.
func countLever(p *model.Pool, path string, down bool) lever {
	unit := 1
	if p.Groups != nil {
		unit = p.Groups.Size
	}
	unit *= max(1, (p.Count/100+unit-1)/unit)
	l := lever{path: path + ".count", from: strconv.Itoa(p.Count), most: min(128, p.Count/unit+1)}
	sign := 1
	if down {
		sign, l.most = -1, (p.Count-1)/unit
	}
	if p.Sized {
		l.most = 0
	}
	l.at = func(k int) string { return strconv.Itoa(p.Count + sign*k*unit) }
	l.part = func(k int) float64 { return float64(k*unit) / float64(p.Count) }
	return l
}

func steadyLevers(p *model.Pool, path string, a *model.Assertion) (out []lever) {
	if n := p.Needs; n.Explicit && n.Fixed && n.Count > 1 {
		out = append(out, lever{
			path: path + ".needs", from: strconv.Itoa(n.Count), most: n.Count - 1,
			at:   func(k int) string { return strconv.Itoa(n.Count - k) },
			part: func(k int) float64 { return float64(k) / float64(n.Count) },
		})
	}
	if m := p.Repair.Mean; a.Survives == nil && comes(a.Metric) == fromHistory && p.Repair.Kind != model.NeverLaw && m.Set && m.Value > 0 {
		hours := func(k int) string { return significant4(m.Value*(1-float64(k)/16)) + " h" }
		out = append(out, lever{
			path: path + ".repair", from: hours(0), most: 14, at: hours,
			part: func(k int) float64 { return float64(k) / 16 },
		})
	}
	return out
}

func priceLevers(p *model.Pool, path string) []lever {
	if p.Hardware == nil || !p.Hardware.Price.Set || p.Hardware.Price.Currency == "" {
		return nil
	}
	price := &p.Hardware.Price
	at := func(k int) string {
		return significant4(price.Value*(1-float64(k)/100)) + " " + price.Currency
	}
	return []lever{{path: path + ".hardware.price", from: at(0), most: 80, at: at, part: func(k int) float64 { return float64(k) / 100 }}}
}

// significant4 writes four digits as a scenario reads them.
func significant4(x float64) string {
	if x == 0 {
		return "0"
	}
	digits := max(0, 3-int(math.Floor(math.Log10(math.Abs(x)))))
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
