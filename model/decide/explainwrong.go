package decide

import (
	"math"
	"regexp"
	"strings"

	"github.com/capplan/capplan/model/integrity"
)

// wrongFigures are those of wrong results, in words and symbols.
var wrongFigures = map[string][2]string{
	"wrong_results":             {"calculations of the requests that are served, in every pool that errs, times the chance W that one is given out wrong", "wrong_results = Σ over pools and workloads of served requests a year · share that visits · calculations · W"},
	"wrong_results.per_request": {"wrong results ÷ served requests", "wrong_results.per_request = Σ over pools of share that visits · calculations · W"},
	"wrong_results.objective":   {"share of draws in which wrong results ÷ served requests keep what is promised", "P(wrong_results.per_request ≤ slo.wrong_results)"},
	"executions":                {"copies of a calculation, repeats in, on the mean over calculations", "E = n ÷ a, a the chance that a round ends it"},
	"rejected":                  {"share of the requests given up: found wrong and not repeated, or past the deadline of a vote", "rejected = P(a calculation of the request is given up)"},
	"detection":                 {"mean time until a defective unit is shown to be wrong, in the minority of a vote of three or more or by a checksum; of several pools the longest", "detection = 1 ÷ (calculations of a group an hour · share of them that it does · chance that one shows it)"},
}

// wrongKeys are those of a pool that decide such figures.
var wrongKeys = regexp.MustCompile(`^(count|needs|groups|standby|failures|repair|hardware\.(failures|repair|corruption)|vote|corruption|throughput|share|common_cause|failover)(\.|$)`)

func (x *explainer) explainWrong() {
	words := wrongFigures[x.q.Metric]
	x.add(Formula{Of: x.q.String(), Words: words[0], Symbols: []string{words[1]}})
	for i := range x.fleet.Pools {
		if p := &x.fleet.Pools[i]; errs(p) && (x.q.Pool == "" || p.Name == x.q.Pool) {
			x.add(x.votedFormula(i))
			if x.stage.defective(i) {
				x.add(x.defectFormula(i))
			}
		}
	}
	x.estimate()
	for _, a := range assumptions(x.plan) {
		if x.decidesWrong(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	x.out.Assumed = []string{
		"copies are wrong independently of each other, but for the part that is common",
		"a wrong copy has the result of the first wrong one with chance alike; all other wrong results differ",
		"a group carries as much whoever of its members is up, so that every moment in which the vote goes on counts alike",
	}
	x.out.Missing = []string{
		"errors that all copies share: the same bug on the same input makes every copy wrong alike (alike is then 100 %), and passes every vote; say what is known of them with common",
		"results that are right and written or sent wrongly, and who notices a wrong one later",
	}
	x.say()
}

// votedFormula is what a pool compares and gets wrong, at likely values with all copies.
func (x *explainer) votedFormula(i int) Formula {
	p := &x.fleet.Pools[i]
	v, errs := x.stage.voting(i, nil)
	n := 1
	f := Formula{Of: "pool " + p.Name, Words: "nothing is compared: each calculation is done once, and is as wrong as its unit", Symbols: []string{"W = e · (1 − checked)"}}
	if p.Vote != nil {
		n = p.Vote.Copies
		f.Words, f.Symbols = votedWords(p.Vote.Copies, p.Vote.Agree, p.Vote.Recompute)
		f.Terms = append(f.Terms,
			Term{Symbol: "n", Means: "copies of each calculation, with all up", Value: float64(n), Unit: "1", From: x.origin(p.Name, "vote.copies")},
			Term{Symbol: "k", Means: "of them must agree", Value: float64(p.Vote.Agree), Unit: "1", From: x.origin(p.Name, "vote.agree")})
		if p.Vote.Deadline.Set {
			f.Symbols = append(f.Symbols, "past the deadline the request is lost: P(Bin(R, a) < calculations), R = ⌊deadline · throughput of a unit · calculations⌋ rounds")
		}
		if len(p.Vote.Degrade) > 0 || p.Vote.Agree < p.Vote.Copies {
			f.Words += "; with fewer members up as many of them compare as agree and degrade let, and W is the mean over how long how many are up"
		}
	}
	if !errs {
		return f
	}
	e := Term{Symbol: "e", Means: "chance that an execution is wrong: rate · environment", Value: round12(v.Error), Unit: "1", From: x.origin(p.Name, "corruption.rate")}
	if e.From == "" {
		e.From = x.origin(p.Name, "hardware.corruption.rate")
	}
	if p.Corruption.PerTime {
		e.Means = "chance that an execution is wrong: rate · environment ÷ executions of a unit at mean load, repeats in"
	}
	f.Terms = append(f.Terms, e)
	if p.Vote != nil {
		f.Terms = append(f.Terms, quantityTerm("s", "alike: chance that two wrong results agree", "1", &p.Corruption.Alike))
	}
	if v.Common > 0 {
		f.Symbols = append(f.Symbols, "and common · e passes every vote")
		f.Terms = append(f.Terms, quantityTerm("common", "part of e that strikes all copies alike", "1", &p.Corruption.Common))
	}
	if v.Checked > 0 {
		f.Terms = append(f.Terms, quantityTerm("checked", "share of wrong results that checksums catch: they do not vote", "1", &p.Corruption.Checked))
	}
	o := integrity.Of(&v, n)
	f.Terms = append(f.Terms, Term{Symbol: "a", Means: "chance that a round ends the calculation", Value: round12(o.Agree), Unit: "1"},
		Term{Symbol: "E", Means: "executions of a calculation", Value: round12(o.Executions), Unit: "1"},
		Term{Symbol: "W", Means: "chance that a calculation is given out wrong", Value: round12(o.Wrong), Unit: "1"})
	return f
}

// votedWords is the closed form of a vote.
func votedWords(n, k int, recompute bool) (string, []string) {
	switch {
	case k == n && recompute:
		return "all copies are repeated until all agree", []string{"a = (1−e)^n + e^n · s^(n−1), E = n ÷ a, W = e^n · s^(n−1) ÷ a"}
	case k == n:
		return "copies that do not all agree give the request up", []string{"a = (1−e)^n + e^n · s^(n−1), E = n, W = e^n · s^(n−1), rejected 1 − a"}
	case recompute:
		return "all copies are repeated until k agree, whose result is taken", []string{"W = P(k wrong ones agree first) ÷ a, E = n ÷ a, a = P(k agree), over how many are wrong and which of these are alike"}
	}
	return "copies of which no k agree give the request up", []string{"W = P(k wrong ones agree first), E = n, rejected 1 − P(k agree), over how many are wrong and which of these are alike"}
}

// defectFormula is how many units of a pool are simply wrong.
func (x *explainer) defectFormula(i int) Formula {
	p := &x.fleet.Pools[i]
	v, _ := x.stage.voting(i, nil)
	n := 1
	if p.Vote != nil {
		n = p.Vote.Copies
	}
	law := make([]float64, n+1)
	law[n] = 1
	share, hours := x.stage.defects(i, nil, law).Spread(&v)
	f := Formula{
		Of: "defective units of " + p.Name, Words: "a new unit is defective with chance d, and errs with e; others never do. It is excluded, and replaced after the repair, when it is found; a pair cannot tell which of the two is wrong",
		Symbols: []string{"p = d·λ ÷ (λ + h·(1−d)) in the long run, from d on when new"},
		Terms: []Term{
			quantityTerm("d", "share of new units", "1", &p.Corruption.Defective),
			{Symbol: "p", Means: "share of the units up that are defective, all members up", Value: round12(share), Unit: "1"},
		},
	}
	if !math.IsInf(hours, 1) {
		f.Terms = append(f.Terms, Term{Symbol: "1/h", Means: "mean time until one is found", Value: round12(hours), Unit: "h"})
	}
	return f
}

func (x *explainer) decidesWrong(path string) bool {
	first, _, _ := strings.Cut(path, ".")
	if first == "horizon" || first == "workloads" && x.served(path) {
		return true
	}
	rest, ok := x.rest(path)
	if !ok {
		return false
	}
	for i := range x.fleet.Pools {
		p := &x.fleet.Pools[i]
		if x.q.Pool != "" && p.Name != x.q.Pool || !errs(p) {
			continue
		}
		key, ok := strings.CutPrefix(rest, p.Name+".")
		if (ok || len(x.fleet.Pools) == 1) && wrongKeys.MatchString(key) {
			return true
		}
	}
	return false
}
