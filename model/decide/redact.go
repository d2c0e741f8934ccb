package decide

import (
	"encoding/json"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// Redacted stands for what a redacted result does not say.
const Redacted = "redacted"

// secretKeys are parts of the paths of inputs that are terms of a contract though they
// name no currency.
var secretKeys = []string{"price", "discount", "volume", "support", "reserved", "trend", "salvage"}

// RedactPrices returns the result without what is confidential in a contract: the values
// of all cost inputs, every amount of money, and what follows from them by itself. What
// compares fleets stays, as the share of trials in which one is cheaper, shares of a cost
// or of its spread, and times. A figure of money keeps its name and says Redacted.
func (r *Result) RedactPrices() (*Result, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	out := new(Result)
	if err := json.Unmarshal(data, out); err != nil {
		return nil, err
	}
	out.Redacted = "prices"
	x := newRedaction(out)
	x.answer(&out.Answer.Verdict)
	for i := range out.Answer.Why {
		x.answer(&out.Answer.Why[i])
	}
	for name, f := range out.Fleets {
		x.metrics(f.Metrics)
		for _, p := range f.Pools {
			x.metrics(p.Metrics)
		}
		for _, w := range f.Workloads {
			x.metrics(w.Metrics)
		}
		for i := range f.Phases {
			x.metrics(f.Phases[i].Metrics)
		}
		f.Costs, f.CostSteps, f.CashSums, f.Charges, f.Bill = []Cost{}, nil, nil, []Charge{}, nil
		out.Fleets[name] = f
	}
	for i := range out.Comparison {
		x.metric(&out.Comparison[i].Difference)
	}
	for i := range out.Reversals {
		x.reversal(&out.Reversals[i])
	}
	for i := range out.Assertions {
		x.assertion(&out.Assertions[i])
	}
	out.Observed = slices.DeleteFunc(out.Observed, func(o Observed) bool { return x.money(o.Unit) })
	for i := range out.Assumption {
		if a := &out.Assumption[i]; x.secret(a.Path, a.Value) {
			a.Value = Redacted
		}
	}
	for i := range out.Warnings {
		w := &out.Warnings[i]
		w.Text = x.prose(w.Text)
	}
	out.Command = x.prose(out.Command)
	if data, err = json.Marshal(out); err != nil {
		return nil, err
	}
	data = x.amount.ReplaceAll(data, []byte(Redacted)) // of every text that is left
	out = new(Result)
	return out, json.Unmarshal(data, out)
}

// A redaction knows what the currencies and the secret inputs of a result are.
type redaction struct {
	currencies []string
	amount     *regexp.Regexp // a number with its error or range and a currency
	paths      []string       // of secret inputs, and what they are; longest first
	values     map[string]string
}

var code = regexp.MustCompile(`(^|[\s\d)])([A-Z]{3})($|[\s/(])`)

func newRedaction(r *Result) *redaction {
	x := &redaction{values: map[string]string{}}
	seen := map[string]bool{r.Scenario.Currency: r.Scenario.Currency != ""}
	for i := range r.Assumption {
		a := &r.Assumption[i]
		for _, m := range code.FindAllStringSubmatch(a.Value, -1) {
			seen[m[2]] = true
		}
		if name, ok := strings.CutPrefix(a.Path, "fx."); ok {
			seen[name] = true
		}
	}
	for c := range seen {
		if c != "" {
			x.currencies = append(x.currencies, c)
		}
	}
	sort.Strings(x.currencies)
	all := `[A-Z]{3}`
	if len(x.currencies) > 0 {
		all = strings.Join(x.currencies, "|")
	}
	const number = `[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?[kMGT]?`
	const space = `[\s\x{a0}]*`
	rest := `(?:` + space + `\(` + number + `[^()"]*?\.\.[^()"]*\)|` + space + `±` + space + number + `)?`
	x.amount = regexp.MustCompile(number + rest + `(?:` + space + `\.\.` + space + number + `)?` + space + `\b(?:` + all + `)\b(?:/[a-zA-Z]+)*` + rest)
	for i := range r.Assumption {
		if a := &r.Assumption[i]; x.secret(a.Path, a.Value) {
			x.paths, x.values[a.Path] = append(x.paths, a.Path), a.Value
		}
	}
	sort.Slice(x.paths, func(i, j int) bool { return len(x.values[x.paths[i]]) > len(x.values[x.paths[j]]) })
	return x
}

// money reports whether a unit is one of money.
func (x *redaction) money(unit string) bool {
	head, _, _ := strings.Cut(unit, "/")
	return slices.Contains(x.currencies, strings.TrimSpace(head))
}

// secret reports whether an input is a term of a contract.
func (x *redaction) secret(path, value string) bool {
	for _, key := range strings.Split(path, ".") {
		if slices.Contains(secretKeys, key) {
			return true
		}
	}
	return strings.HasPrefix(path, "fx.") || slices.ContainsFunc(code.FindAllStringSubmatch(value, -1), func(m []string) bool { return slices.Contains(x.currencies, m[2]) })
}

func (x *redaction) metrics(set map[string]Metric) {
	for name, m := range set {
		x.metric(&m)
		set[name] = m
	}
}

func (x *redaction) metric(m *Metric) {
	if x.money(m.Unit) {
		*m = Metric{Unit: m.Unit, Level: m.Level, Method: m.Method, PercentileMethod: m.PercentileMethod, Inputs: m.Inputs, Why: Redacted}
	}
}

// answer takes amounts out of a sentence by the figures that it is made of.
func (x *redaction) answer(s *Sentence) {
	var text strings.Builder
	rest, kept := s.Text, []Figure{}
	for _, f := range s.Figures {
		before, after, found := strings.Cut(rest, f.Text)
		if !found {
			continue
		}
		text.WriteString(before)
		if len(f.Path) == 1 && amountAt(f.Path[0]) {
			text.WriteString(Redacted)
		} else {
			text.WriteString(f.Text)
			kept = append(kept, f)
		}
		rest = after
	}
	text.WriteString(rest)
	s.Text, s.Figures = text.String(), kept
}

// amountAt reports whether a place of a result is an amount of money, and no share.
func amountAt(path string) bool {
	parts := strings.Split(path, "/")
	if last := parts[len(parts)-1]; last == "share" || last == "inputs_share" || strings.Contains(path, "/p_less/") {
		return false
	}
	return slices.ContainsFunc(parts, func(p string) bool {
		return strings.HasPrefix(p, "cost") || p == "saving" || p == "regret" || p == "difference" || p == "cash_sums" || p == "charges" || p == "bill"
	})
}

func (x *redaction) reversal(v *Reversal) {
	if x.secret(v.Input, v.Written) {
		v.Written, v.At = Redacted, Ranged{}
	}
	if x.money(v.Unit) {
		v.Low, v.High = Ranged{}, Ranged{}
	}
}

func (x *redaction) assertion(a *AssertionResult) {
	if a.Help != nil {
		a.Help = nil // it proposes values
	}
	if !x.money(a.Unit) {
		return
	}
	a.Value, a.Lo, a.Hi, a.Limit, a.Why = nil, nil, nil, 0, Redacted
	if a.Against == "" {
		a.That = limit.ReplaceAllString(a.That, "${1}"+Redacted)
	}
	if a.Baseline != nil {
		a.Baseline.Value, a.Baseline.Lo, a.Baseline.Hi = nil, nil, nil
	}
}

var limit = regexp.MustCompile(`([<>]=?\s*)[^<>)]*$`)

// prose takes the values of secret inputs out of a text that names their paths.
func (x *redaction) prose(s string) string {
	for _, p := range x.paths {
		short := strings.TrimPrefix(p, "fleets.")
		if strings.Contains(s, short) {
			s = strings.ReplaceAll(s, x.values[p], Redacted)
			s = regexp.MustCompile(`(`+regexp.QuoteMeta(short)+`=)('[^']*'|[^\s']*(?:\s*%)?)`).ReplaceAllString(s, "${1}"+Redacted)
		}
	}
	for _, key := range secretKeys { // --set with a value that is in no assumption
		s = regexp.MustCompile(`('[\w.-]*\b`+key+`[\w.-]*=)[^']*'|(\b[\w.-]*\.`+key+`[\w.-]*=)\S*`).ReplaceAllStringFunc(s, func(m string) string {
			head, _, _ := strings.Cut(m, "=")
			if strings.HasPrefix(m, "'") {
				return head + "=" + Redacted + "'"
			}
			return head + "=" + Redacted
		})
	}
	return s
}

// RedactPrices returns what a redacted report may show of a sweep: nil where a price is
// varied or money is asked for, as each cell would tell it.
func (r *SweepResult) RedactPrices(of *Result) *SweepResult {
	x := newRedaction(of)
	for i := range r.Axes {
		for _, v := range r.Axes[i].Values {
			if x.secret(r.Axes[i].Path, v) {
				return nil
			}
		}
	}
	for i := range r.Figures {
		if x.money(r.Figures[i].Unit) {
			return nil
		}
	}
	return r
}

// RedactPrices returns what a redacted report may show of a sensitivity: what is not of
// money, inputs without their values.
func (s *Sensitivity) RedactPrices(of *Result) *Sensitivity {
	x := newRedaction(of)
	out := *s
	out.Subjects = slices.DeleteFunc(slices.Clone(s.Subjects), func(sub Subject) bool { return x.money(sub.Unit) })
	out.Unknowns = slices.Clone(s.Unknowns)
	for i := range out.Unknowns {
		if u := &out.Unknowns[i]; x.secret(u.Input, u.Value) {
			u.Value = Redacted
		}
	}
	out.Knowing, out.Answer, out.Warnings = nil, Answer{}, nil
	if b := s.BreakEven; b != nil && (x.money(b.MetricUnit) || x.secret(b.Path, b.Written)) {
		out.BreakEven = nil
	}
	if len(out.Subjects) == 0 && out.BreakEven == nil {
		return nil
	}
	return &out
}
